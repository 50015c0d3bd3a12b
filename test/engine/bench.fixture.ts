/** A platform on a test database with the simulated partner in every role. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { seededFaults, type FaultLevel } from '#sandbox/faults.ts';
import { startSimulatedTwin, type SimulatedTwin } from '#sandbox/simulated/index.ts';
import { makeIntake, type Intake } from '#runtime/intake.ts';
import { openPlatform, type Opened } from '#runtime/open.ts';
import { loadConfiguration, secretsOwner, tenantOf } from '#runtime/platform.ts';
import { seal } from '#runtime/vault.ts';
import { saveConnection, saveLocation, saveProducts } from '#store/configuration.ts';
import { testDatabase } from '#store/postgres/testing.ts';
import { append } from '#runtime/append.ts';
import { transaction } from '#store/query.ts';
import { derivedUuid } from '#runtime/identity.ts';

export const TENANT = 'main';
export const log = pino({ level: process.env['LOG'] ?? 'silent' }, pino.destination(2));

export interface Ground {
  readonly opened: Opened;
  readonly twin: SimulatedTwin;
  readonly intake: Intake;
  readonly directory: string;
  readonly url: string;
  close(): Promise<void>;
}

export async function ground(options: { faults?: FaultLevel; seed?: number } = {}): Promise<Ground> {
  const database = await testDatabase();
  const directory = mkdtempSync(join(tmpdir(), 'threadline-engine-'));
  const twin = await startSimulatedTwin({ faults: seededFaults(options.seed ?? 1, options.faults ?? 'none'), token: 'secret' });
  const opened = await openPlatform({ directory, databaseUrl: database.url, log, application: 'test', allowPrivateHosts: true });
  const { platform } = opened;
  const { key } = tenantOf(platform, TENANT).key;
  const secrets = (name: string) =>
    seal(key, secretsOwner(TENANT, name), Buffer.from(JSON.stringify({ token: 'secret', webhookSecret: 'hook' })));
  for (const [connection, roles] of [['shop', ['channel']], ['erp', ['erp']], ['wms', ['warehouse']]] as const)
    await saveConnection(platform.pool, {
      tenant: TENANT, connection, connector: 'simulated', roles, settings: { baseUrl: twin.url }, secrets: secrets(connection),
    });
  await saveLocation(platform.pool, TENANT, { location: 'BER', name: 'Berlin', kind: 'warehouse', connection: 'wms', priority: 1, country: 'DE' });
  await saveProducts(platform.pool, TENANT, ['TEE', 'MUG', 'HOT'].map((sku) => ({ sku, title: sku, gtin: null })));
  await loadConfiguration(platform);
  const intake = makeIntake(platform, () => {});
  const close = async () => {
    await twin.stop();
    await opened.close();
    await database.drop();
  };
  return { opened, twin, intake, directory, url: database.url, close };
}

/** Says that `quantity` of a SKU is on hand in Berlin. */
export async function stockUp(g: Ground, sku: string, quantity: number, at = '2026-11-21T06:00:00.000Z'): Promise<void> {
  await transaction(g.opened.platform.pool, (tx) => append(tx, [{
    tenant: TENANT, type: 'StockCounted', data: { connection: 'wms', location: 'BER', sku, onHand: quantity, asOf: at },
    key: `StockCounted:test:${sku}:${quantity}:${at}`, at, correlation: derivedUuid(TENANT, 'stock', sku),
  }]));
}

export async function place(g: Ground, order: string, lines: readonly { sku: string; quantity: number }[], more = {}): Promise<void> {
  const body = JSON.stringify({
    order, at: '2026-11-21T08:00:00Z', currency: 'EUR', ...more,
    lines: lines.map((l, i) => ({ id: String(i + 1), ...l, net: '10.00' })),
  });
  const c = tenantOf(g.opened.platform, TENANT).connections.get('shop')!;
  await g.intake.accept({ c, transport: 'webhook', topic: 'order', reference: `orders/${order}`, headers: {}, body: Buffer.from(body) });
}

/** Any bytes, as a webhook of the shop. */
export async function hostile(g: Ground, body: string): Promise<void> {
  const c = tenantOf(g.opened.platform, TENANT).connections.get('shop')!;
  await g.intake.accept({ c, transport: 'webhook', topic: 'order', reference: 'orders/A-6', headers: {}, body: Buffer.from(body) });
}

/** A document of another connection. */
export async function say(g: Ground, connection: string, body: object): Promise<void> {
  const c = tenantOf(g.opened.platform, TENANT).connections.get(connection)!;
  const reference = `documents/${JSON.stringify(body).length}`;
  await g.intake.accept({ c, transport: 'webhook', topic: 'said', reference, headers: {}, body: Buffer.from(JSON.stringify(body)) });
}

/** Waits until nothing is due soon or in the air; answers what is left open, by state. */
export async function quiet(g: Ground, seconds = 30): Promise<Record<string, number>> {
  for (let tries = 0; tries < seconds * 10; tries += 1) {
    const { rows } = await g.opened.platform.pool.query<{ state: string; n: number }>(
      `select state::text, count(*)::int as n from delivery where state <> 'Ready' or due < now() + interval '1 minute' group by 1`);
    const by = Object.fromEntries(rows.map((r) => [r.state, r.n]));
    if (!by['Ready'] && !by['Claimed']) {
      const parked = by['Parked'] ? await g.opened.platform.pool.query(`
        select exception, fault->>'detail' as detail, attempts from delivery where state = 'Parked' limit 5`) : undefined;
      if (parked) log.warn({ parked: parked.rows }, 'parked');
      return by;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const { rows } = await g.opened.platform.pool.query(
    `select handler, state::text, fault, count(*)::int from delivery where state not in ('Done') group by 1,2,3 limit 10`);
  throw new Error(`not quiet after ${seconds} s: ${JSON.stringify(rows)}`);
}
