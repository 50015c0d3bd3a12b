/** The wall around the SDKs' process: named hosts are servers of this machine, all others are refused. */
import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { openBridge, SdkError, type Bridge } from './bridge.ts';
import type { steps } from './doors-client.ts';

describe('the process that runs SDKs', () => {
  let server: Server;
  let bridge: Bridge<typeof steps>;
  before(async () => {
    server = createServer(({ headers, url }, response) => response.end(`${headers.host} ${url}`));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const here = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    bridge = openBridge({ client: 'doors-client.ts', modules: '', routes: { 'partner.invalid': here } });
  });
  after(async () => {
    await bridge.stop();
    server.closeAllConnections();
    server.close();
  });

  it('finds the server of this machine under the partner’s name', async () => {
    const said = await bridge.ask('fetchText', { url: 'https://partner.invalid/orders?page=2' });
    assert.equal(said, 'partner.invalid /orders?page=2');
  });
  it('leaves this machine by no door, whether the host has a name or a number', async () => {
    for (const host of ['elsewhere.invalid', '192.0.2.1']) {
      const said = await bridge.ask('leave', { host });
      assert.equal(Object.keys(said).length, 8);
      assert.deepEqual([...new Set(Object.values(said))], ['EHOSTREFUSED'], JSON.stringify(said));
    }
  });
  it('tells of a step that failed, in the words it failed with', async () => {
    await assert.rejects(bridge.ask('fetchText', { url: 'no address' }),
      (e) => e instanceof SdkError && e.refusal.name === 'TypeError');
  });
});
