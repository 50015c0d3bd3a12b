/** A platform on a test database with a chain of POSLog registers and a Square account, and nobody else. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededFaults, type FaultLevel } from '#sandbox/faults.ts';
import { startRegisters, type RegistersTwin } from '#sandbox/registers/index.ts';
import { startSquareTwin, type SquareTwin } from '#sandbox/square/index.ts';
import { makeIntake } from '#runtime/intake.ts';
import { openPlatform } from '#runtime/open.ts';
import { loadConfiguration, secretsOwner, tenantOf, type Platform } from '#runtime/platform.ts';
import { runPoll } from '#runtime/schedule.ts';
import { seal } from '#runtime/vault.ts';
import { startWorker } from '#runtime/worker.ts';
import { saveConnection, saveLocation, saveProducts } from '#store/configuration.ts';
import { testDatabase } from '#store/postgres/testing.ts';
import { log, TENANT } from './bench.fixture.ts';

export const ITEMS = {
  'BOOT-38': { title: 'Boot 38', price: 8990 }, 'CAP-RED': { title: 'Cap red', price: 1990 }, SOCK: { title: 'Socks', price: 299 },
};
export const SHELF = { 'BOOT-38': 20, 'CAP-RED': 40, SOCK: 100 };
export interface Stores {
  readonly platform: Platform;
  readonly chain: RegistersTwin;
  readonly square: SquareTwin;
  readonly intake: ReturnType<typeof makeIntake>;
  pass(minutes: number): void;
  /** Fetches all that waits at one of the two, now. */
  poll(connection: 'stores' | 'tills'): Promise<void>;
  /** The ledger’s idea of a shelf, by account. */
  shelf(location: string, sku: string): Promise<Record<string, number>>;
  close(): Promise<void>;
}

export async function stores(options: { count?: number; faults?: FaultLevel; driftMs?: number } = {}): Promise<Stores> {
  const database = await testDatabase();
  const directory = mkdtempSync(join(tmpdir(), 'threadline-stores-'));
  let at = Date.parse('2026-03-16T15:00:00.000Z');
  const now = () => new Date(at);
  const faults = () => seededFaults(3, options.faults ?? 'none');
  const chain = await startRegisters({
    faults: faults(), now, stores: options.count ?? 2, items: ITEMS, shelf: SHELF, ...(options.driftMs && { driftMs: options.driftMs }),
  });
  const square = await startSquareTwin({ faults: faults(), now, items: ITEMS, stock: SHELF, token: 'token', signatureKey: 'key', perSecond: 5000 });
  const opened = await openPlatform({ directory, databaseUrl: database.url, log, application: 'test', allowPrivateHosts: true });
  const { platform } = opened;
  const { pool } = platform;
  const tills = seal(tenantOf(platform, TENANT).key.key, secretsOwner(TENANT, 'tills'), Buffer.from(JSON.stringify({ accessToken: 'token' })));
  // Polls by hand only: a test says when.
  const slow = { pollSeconds: 86_400 };
  await saveConnection(pool, { tenant: TENANT, connection: 'stores', connector: 'poslog', roles: ['store'], secrets: null,
    settings: { filesUrl: chain.url, timeZone: 'America/Chicago', ...slow } });
  await saveConnection(pool, { tenant: TENANT, connection: 'tills', connector: 'square', roles: ['store'], secrets: tills,
    settings: { baseUrl: square.url, ordersFrom: '2026-03-01T00:00:00Z', ...slow } });
  const places = [...chain.stores.map((s) => [s, 'stores'] as const), ...square.locations.map((l) => [l, 'tills'] as const)];
  for (const [location, connection] of places)
    await saveLocation(pool, TENANT, { location, name: location, kind: 'store', connection, priority: 1, country: 'US' });
  await saveProducts(pool, TENANT, Object.keys(ITEMS).map((sku) => ({ sku, title: sku, gtin: null })));
  await loadConfiguration(platform);
  const intake = makeIntake(platform, () => {});
  const worker = startWorker(platform, { controlUrl: database.url, intake });
  return {
    platform, chain, square, intake,
    pass: (minutes) => { at += minutes * 60_000; },
    async poll(connection) {
      const c = tenantOf(platform, TENANT).connections.get(connection)!;
      for (const { name } of c.connector.can.polls ?? []) {
        for (let since: string | null = null, more = true; more;) {
          const page = await runPoll(platform, intake, c, { name, since });
          [since, more] = [page.cursor, page.more];
        }
      }
    },
    async shelf(location, sku) {
      const { rows } = await pool.query<{ account: string; amount: bigint }>(
        `select account, amount from balance where unit = $1 and account like $2 and amount <> 0`, [sku, `stock:${location}:%`]);
      return Object.fromEntries(rows.map((r) => [r.account.split(':')[2]!, Number(r.amount)]));
    },
    async close() {
      await worker.stop();
      await opened.close();
      await square.stop();
      await chain.stop();
      await database.drop();
    },
  };
}
