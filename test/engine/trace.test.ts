/** Traces follow the correlation, end at a tiny collector, hold nothing personal, and are off unless asked for. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { it } from 'node:test';
import { openTracer } from '#runtime/trace.ts';
import { startWorker } from '#runtime/worker.ts';
import { ground, place, quiet, stockUp } from './bench.fixture.ts';

interface Span {
  readonly traceId: string; readonly spanId: string; readonly parentSpanId?: string; readonly name: string;
  readonly status: { readonly code?: number };
  readonly attributes: readonly { readonly key: string; readonly value: Record<string, unknown> }[];
}
interface Export { readonly resourceSpans: readonly { readonly scopeSpans: readonly { readonly spans: readonly Span[] }[] }[] }

/** Takes what an OTLP collector takes: POST /v1/traces, JSON. */
async function collector() {
  const bodies: string[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    assert.equal(request.url, '/v1/traces');
    bodies.push(Buffer.concat(chunks).toString());
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`, bodies, close: () => server.close(),
    spans: () => bodies.flatMap((b) => (JSON.parse(b) as Export).resourceSpans)
      .flatMap((r) => r.scopeSpans).flatMap((s) => s.spans),
  };
}
const valueOf = (span: Span, key: string): unknown =>
  Object.values(span.attributes.find((a) => a.key === key)?.value ?? {})[0];

it('is off, and loads nothing, unless an endpoint is named', async () =>
  assert.equal(await openTracer('test', {}), undefined));

it('one order is one trace, from intake to each call of a partner', async () => {
  const there = await collector();
  process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = there.url;
  const g = await ground({ faults: 'none' }).finally(() => delete process.env['OTEL_EXPORTER_OTLP_ENDPOINT']);
  const worker = startWorker(g.opened.platform, { controlUrl: g.url, intake: g.intake });
  await stockUp(g, 'TEE', 5);
  await place(g, 'Zaphod-42', [{ sku: 'TEE', quantity: 1 }]);
  await place(g, 'Trillian-7', [{ sku: 'NOBODY-KNOWS', quantity: 1 }]);
  await quiet(g);
  const { rows } = await g.opened.platform.pool.query<{ number: string; correlation: string }>(
    'select o.number, o.correlation from order_view o');
  await worker.stop();
  await g.close();
  there.close();

  const traceOf = (number: string) => rows.find((r) => r.number === number)!.correlation.replaceAll('-', '');
  const mine = there.spans().filter((s) => s.traceId === traceOf('Zaphod-42'));
  const names = mine.map((s) => s.name);
  for (const name of ['intake shop', 'PartnerSpoke intake:shop', 'local', 'CreateErpOrder connection:erp', 'PUT erp',
    'RequestFulfillment connection:wms', 'PUT wms']) assert.ok(names.includes(name), `${name} is not among ${names.join(', ')}`);
  const call = mine.find((s) => s.name === 'PUT erp')!;
  const wish = mine.find((s) => s.name === 'CreateErpOrder connection:erp')!;
  assert.equal(call.parentSpanId, wish.spanId, 'a call belongs to the wish it carries out');
  assert.equal(Number(valueOf(call, 'status')), 200);
  assert.match(String(valueOf(mine.find((s) => s.name === 'local')!, 'handlers')), /workflow:order-to-cash/);
  assert.ok(mine.every((s) => s.status.code !== 2), 'nothing failed');
  assert.ok(there.spans().some((s) => s.traceId === traceOf('Trillian-7')), 'another order is another trace');
  assert.doesNotMatch(there.bodies.join(), /Zaphod|Trillian|Bearer|secret/, 'no reference, no secret');
});

it('a collector that is away harms nothing and is not waited for', async () => {
  const tracer = (await openTracer('test', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' }))!;
  const told = { name: 'one', correlation: crypto.randomUUID(), attributes: {} };
  tracer.told({ ...told, started: Date.now() });
  assert.equal(await tracer.around(told, async () => tracer.call('two', {}, async () => 'done', () => ({})), () => ({})), 'done');
  await assert.rejects(tracer.around(told, () => Promise.reject(new Error('mine')), () => ({})), /mine/);
  const started = performance.now();
  await tracer.close();
  assert.ok(performance.now() - started < 4000);
});

it('a fault marks its span, and a share of the stories is taken whole', async () => {
  const there = await collector();
  const tracer = (await openTracer('test', {
    OTEL_EXPORTER_OTLP_ENDPOINT: there.url, OTEL_TRACES_SAMPLER_ARG: '0.5',
  }))!;
  for (let i = 0; i < 200; i += 1) {
    const correlation = crypto.randomUUID();
    tracer.told({ name: 'one', correlation, started: Date.now(), attributes: {} });
    await tracer.around({ name: 'two', correlation, attributes: {} }, async () => 'x', () => ({ fault: 'Refused' }));
  }
  await tracer.close();
  there.close();
  const byTrace = Map.groupBy(there.spans(), (s) => s.traceId);
  assert.ok(byTrace.size > 50 && byTrace.size < 150, `${byTrace.size} of 200`);
  for (const spans of byTrace.values()) {
    assert.deepEqual(spans.map((s) => s.name).sort(), ['one', 'two']);
    assert.deepEqual(spans.filter((s) => s.status.code === 2).map((s) => s.name), ['two']);
  }
});
