/**
 * The 3PL connector against a real OpenSSH server: the platform's own SFTP door on one side, the warehouse
 * twin working in the same folder on the other, and between them the server nobody here wrote.
 */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import ssh2 from 'ssh2';
import { Stopped } from '#domain/fault.ts';
import { fromEpoch } from '#domain/time.ts';
import type { WishOf } from '#domain/messages.ts';
import type { News, Port } from '#connectors/contract.ts';
import { replay } from '#connectors/recording.ts';
import threepl from '#connectors/threepl/index.ts';
import { outbound } from '#connectors/threepl/outbound.ts';
import { requestFulfillment } from '#connectors/threepl/requests.ts';
import type { Settings } from '#connectors/threepl/settings.ts';
import { closeFiles, openFiles } from '#runtime/files.ts';
import { seededFaults } from '#sandbox/faults.ts';
import { startThreePlTwin, type ThreePlTwin } from '#sandbox/threepl/index.ts';
import { newSshKey } from '#sandbox/threepl/keys.ts';
import { startSshd, type RealSshd } from './sshd.ts';

let sshd: RealSshd | undefined;
let missing: string | undefined;
let twin: ThreePlTwin;
let port: Port<Settings>;
const opened: never[] = [];

before(async () => {
  const started = await startSshd();
  if ('missing' in started) {
    missing = started.missing;
    return;
  }
  sshd = started;
  twin = await startThreePlTwin({
    faults: seededFaults(1), folder: sshd.folder, locationCode: 'ELP1', stock: { MUG: 10 },
    pace: { beatMs: 0, patienceMs: 0, pickMs: 0, shipMs: 0, growMs: 0 },
  });
  port = portWith({});
});
after(async () => {
  for (const connection of opened) await closeFiles(connection);
  await twin?.stop();
  await sshd?.stop();
});

function portWith(other: Readonly<Record<string, string>>): Port<Settings> {
  const { user, port: number, folder, privateKey, hostKey } = sshd!;
  const filesUrl = `sftp://${user}@127.0.0.1:${number}${folder}`;
  const settings = { filesUrl, privateKey, hostKey, location: 'ELP1', ...other };
  const parsed = threepl.settings.parse(settings);
  const connection = { connection: 'threepl-lane', settings: parsed, memory: new Map() } as never;
  opened.push(connection);
  const files = openFiles(connection, () => true);
  return { ...replay(threepl, { name: 'lane', settings }), now: fromEpoch(Date.now()), files };
}

const step = (name: string, work: () => Promise<void>) =>
  it(name, async (t) => (sshd ? work() : t.skip(missing ?? 'sshd did not start')));
const stoppedAs = (kind: string) => (e: unknown) => e instanceof Stopped && e.fault.kind === kind;

const ask = (fulfillmentId: string) => {
  const lines = [{ lineId: '1', sku: 'MUG', quantity: 2 }];
  const wish = { key: 'k', number: '#1', shipTo: 'pty-1', fulfillment: { fulfillmentId, lines } };
  return requestFulfillment.apply(port, wish as unknown as WishOf<'RequestFulfillment'>, 'k' as never);
};
async function poll(): Promise<News[]> {
  const news: News[] = [];
  for (const { topic, headers = {}, body, settle } of (await outbound.page(port, undefined)).documents) {
    news.push(...(await threepl.can.read!(port, { topic, headers, body: Buffer.from(body) })));
    await settle?.();
  }
  return news;
}

describe('a real sshd', () => {
  step('lets in our key and no other, and is itself held to its host key', async () => {
    assert.match(await threepl.can.check!(port), /0 files wait in inbound/);
    const stranger = portWith({ privateKey: newSshKey().private });
    await assert.rejects(threepl.can.check!(stranger), stoppedAs('Unauthorised'));
    const impostor = portWith({ hostKey: 'SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' });
    await assert.rejects(threepl.can.check!(impostor), stoppedAs('Unauthorised'));
  });
  step('runs no command for us', async () => {
    const { user, port: number, privateKey } = sshd!;
    const client = new ssh2.Client();
    const said = await new Promise<string>((resolve) => {
      let output = '';
      client.on('ready', () => client.exec('id -u', (error, stream) => {
        if (error) return resolve('');
        stream.on('data', (chunk: Buffer) => (output += chunk)).on('close', () => resolve(output));
        return undefined;
      }));
      client.connect({ host: '127.0.0.1', port: number, username: user, privateKey });
    });
    client.end();
    // ForceCommand answers with the sftp server, which hangs up on what is no sftp packet.
    assert.doesNotMatch(said, /^\d+\s*$/);
  });
  step('carries a request there and its confirmation back, once', async () => {
    await ask('f-1');
    await ask('f-1');
    await twin.tick();
    await ask('f-1');
    await twin.tick();
    assert.deepEqual(twin.applied.map((a) => a.key), ['f-1']);
    const said = (await poll()).map((n) => n.said);
    assert.deepEqual(said, ['fulfillment', 'shipment']);
    assert.deepEqual(await poll(), []);
  });
  step('a file under way is left alone, and read when it is whole', async () => {
    twin.misbehave('STOCK', 'growing');
    await twin.snapshot();
    assert.deepEqual(await poll(), []);
    await twin.tick();
    assert.deepEqual((await poll()).map((n) => n.said), ['stock']);
  });
  step('does not rename over a file that is there', async () => {
    for (const name of ['a', 'b']) await writeFile(join(sshd!.folder, 'archive', name), name);
    await assert.rejects(port.files.move('archive/a', 'archive/b'), stoppedAs('Unknown'));
    assert.equal(String(await port.files.read('archive/b')), 'b');
  });
});
