/** The connector against the twin over HTTP: pages, signed events, its own subscription, and faults. */
import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, it } from 'node:test';
import { stop } from '#domain/fault.ts';
import { fromEpoch } from '#domain/time.ts';
import type { HttpRequest, HttpResponse, News, Port } from '#connectors/contract.ts';
import { parseJson } from '#connectors/parse.ts';
import { replay } from '#connectors/recording.ts';
import { seededFaults } from '#sandbox/faults.ts';
import { startReturnsTwin, type ReturnsTwin } from '#sandbox/returns/index.ts';
import returns from './index.ts';
import type { Settings } from './settings.ts';

const secrets = { apiKey: 'a-key-of-the-test', webhookSecret: 'a-secret-of-the-test' };
interface Heard { readonly body: Buffer; readonly headers: Record<string, string> }
let twin: ReturnsTwin;
let hooks: Server;
let port: Port<Settings>;
const got: Heard[] = [];

async function exchange(r: HttpRequest): Promise<HttpResponse> {
  const response = await fetch(new URL(r.url, twin.url), {
    method: r.method, headers: { ...(r.body !== undefined && { 'content-type': 'application/json' }), ...r.headers },
    ...(r.body !== undefined && { body: JSON.stringify(r.body) }),
  });
  const text = await response.text();
  if (response.status === 401) throw stop.unauthorised('the twin answered 401');
  if (response.status === 429) throw stop.throttled(fromEpoch(Date.now() + 50));
  if (response.status >= 500) throw stop.unavailable(`the twin answered ${response.status}`);
  const headers = Object.fromEntries(response.headers);
  return { status: response.status, headers, bytes: Buffer.from(text), text, json: () => parseJson(text) };
}
before(async () => {
  hooks = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => void parts.push(part));
    request.on('end', () => {
      got.push({ body: Buffer.concat(parts), headers: request.headers as Record<string, string> });
      response.end('ok');
    });
  });
  await new Promise<void>((resolve) => hooks.listen(0, '127.0.0.1', resolve));
  twin = await startReturnsTwin({ faults: seededFaults(3, 'mild'), ...secrets, retryMs: 5 });
  const bare = replay(returns, { name: 'twin', settings: { baseUrl: twin.url, ...secrets } });
  port = { ...bare, http: exchange };
});
after(async () => {
  await twin.stop();
  hooks.close();
});

/** Faults of the twin pass; whoever asks again is answered. */
async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (let i = 0; ; i += 1)
    try {
      return await work();
    } catch (error) {
      if (i > 20) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
}
const callback = () => `http://127.0.0.1:${(hooks.address() as AddressInfo).port}/hooks`;
const read = (body: Uint8Array, topic: string): Promise<readonly News[]> => returns.can.read!(port, { topic, headers: {}, body }) as never;

it('registers its address once, and events that come late, twice or out of order are signed and readable', async () => {
  assert.equal((await patiently(() => returns.can.subscribe!(port, callback()))).renewed.length, 3);
  assert.equal((await patiently(() => returns.can.subscribe!(port, callback()))).renewed.length, 0);
  const r = twin.open({ order: { id: '5001', number: '#1001' }, items: [{ line: '1', sku: 'CAP', quantity: 1, reason: 'size' }] });
  twin.send(r.id, '1Z-BACK');
  twin.receive(r.id, 'RTM');
  twin.grade(r.id, 'A', 'RTM');
  twin.credit(r.id, '10.00', 'EUR', { id: '5002' });
  twin.complete(r.id);
  await twin.settled();
  assert.ok(got.length >= 6);
  for (const { body, headers } of got) {
    assert.ok(returns.can.webhook!.verify(port.settings, body, headers, callback()));
    assert.ok(!returns.can.webhook!.verify(port.settings, Buffer.concat([body, Buffer.from(' ')]), headers, callback()));
    const topic = returns.can.webhook!.topic(headers, undefined, body);
    assert.equal(returns.can.reference!({ topic, headers, body }), `returns/${r.id}`);
    assert.equal((await read(body, topic))[0]?.said, 'return');
  }
  const last = await read(got.find((x) => x.body.includes('return.completed'))!.body, 'return.completed');
  assert.deepEqual(last.map((n) => n.said), ['return', 'returned-goods', 'returned-goods', 'return-credit']);
});

it('finds by the poll what no event told, page by page', async () => {
  for (let i = 0; i < 150; i += 1) twin.open({ order: { id: String(6000 + i) }, items: [{ sku: 'CAP', quantity: 1 }] });
  const [poll] = returns.can.polls!;
  const seen = new Set<string>();
  let cursor: string | undefined;
  for (let more = true; more;) {
    const page = await patiently(() => poll!.page(port, cursor));
    for (const d of page.documents) seen.add(d.reference);
    [cursor, more] = [page.next, page.more];
  }
  assert.equal(seen.size, 151);
  await twin.settled();
});

it('says in words when its key is refused', async () => {
  const wrong = { ...port, settings: { ...port.settings, apiKey: 'another' } };
  await assert.rejects(patientlyOnce(() => returns.can.check!(wrong)), /401/);
});
const patientlyOnce = async (work: () => Promise<unknown>): Promise<unknown> => {
  for (let i = 0; i < 20; i += 1)
    try {
      return await work();
    } catch (error) {
      if (/401/.test((error as Error).message)) throw error;
    }
  return undefined;
};

it('what was decided of a return is told once; a decision the other way is refused', async () => {
  const write = returns.can.writes!.AnswerReturn!;
  const wish = (id: string, word: 'approve' | 'decline') => ({ key: `answer:${id}`, to: 'returns', orderId: 'ord-1', returnId: 'ret-1', return: id, word,
    ...(word === 'decline' && { reason: 'final-sale', note: 'Worn.' }) }) as never;
  const key = 'k' as never;
  for (const [word, status] of [['approve', 'approved'], ['decline', 'rejected']] as const) {
    const made = twin.open({ order: { id: '77' }, items: [{ sku: 'TEE', quantity: 1 }], agreed: false });
    assert.equal(await patiently(() => write.find!(port, wish(made.id, word), key)), undefined);
    const receipt = await patiently(() => write.apply(port, wish(made.id, word), key));
    assert.deepEqual(await patiently(() => write.apply(port, wish(made.id, word), key)), receipt);
    assert.deepEqual(await patiently(() => write.find!(port, wish(made.id, word), key)), receipt);
    assert.deepEqual([twin.returns.get(made.id)!.status, twin.returns.get(made.id)!.note], [status, word === 'decline' ? 'Worn.' : undefined]);
    const other = word === 'approve' ? 'decline' : 'approve';
    await assert.rejects(patiently(() => write.apply(port, wish(made.id, other), key)), /cannot be (approved|declined) any more/);
  }
});
