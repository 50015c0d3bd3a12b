/** A platform of its own for a measurement: embedded PostgreSQL with fsync on, in a folder that goes afterwards. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Pool } from 'pg';
import pino from 'pino';
import { seededFaults } from '#sandbox/faults.ts';
import { startSimulatedTwin, type SimulatedTwin } from '#sandbox/simulated/index.ts';
import { makeIntake, type Intake } from '#runtime/intake.ts';
import { openPlatform, type Opened } from '#runtime/open.ts';
import { loadConfiguration, secretsOwner, tenantOf } from '#runtime/platform.ts';
import { seal } from '#runtime/vault.ts';
import { openPool } from '#store/postgres/connect.ts';
import { saveConnection, saveLocation, saveProducts } from '#store/configuration.ts';

export const TENANT = 'main';
export interface Ground {
  readonly opened: Opened;
  readonly twin: SimulatedTwin;
  readonly intake: Intake;
  /** The owner of the database: raw limits are taken on tables of their own. */
  readonly owner: Pool;
  wake: () => void;
  close(): Promise<void>;
}

export async function ground(): Promise<Ground> {
  const directory = mkdtempSync(join(tmpdir(), 'threadline-bench-'));
  const twin = await startSimulatedTwin({ faults: seededFaults(1), token: 'bench' });
  const opened = await openPlatform({ directory, log: pino({ level: 'silent' }), application: 'bench', allowPrivateHosts: true });
  const { platform } = opened;
  const { key } = tenantOf(platform, TENANT).key;
  for (const [connection, role] of [['shop', 'channel'], ['erp', 'erp'], ['wms', 'warehouse']] as const)
    await saveConnection(platform.pool, {
      tenant: TENANT, connection, connector: 'simulated', roles: [role], settings: { baseUrl: twin.url },
      secrets: seal(key, secretsOwner(TENANT, connection), Buffer.from(JSON.stringify({ token: 'bench', webhookSecret: 'bench' }))),
    });
  await saveLocation(platform.pool, TENANT,
    { location: 'BER', name: 'Berlin', kind: 'warehouse', connection: 'wms', priority: 1, country: 'DE' });
  await saveProducts(platform.pool, TENANT, Array.from({ length: 200 }, (_, i) => ({ sku: `SKU-${i}`, title: `SKU ${i}`, gtin: null })));
  await loadConfiguration(platform);
  const owner = openPool(opened.embedded!.url, { max: 16, application: 'bench-raw' });
  const g: Ground = {
    opened, twin, owner, wake: () => {}, intake: makeIntake(platform, () => g.wake()),
    close: async () => {
      await owner.end();
      await opened.close();
      await twin.stop();
      rmSync(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
  return g;
}
