/** Opening the platform: database (embedded unless an address is given), schema, vault key, configuration. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { isDistributed, openPool } from '#store/postgres/connect.ts';
import { startEmbedded, type Embedded } from '#store/postgres/embedded.ts';
import { migrate } from '#store/postgres/migrate.ts';
import { entrance, withOptions, type Entrance } from '#store/postgres/walls.ts';
import { closeAgents } from './http.ts';
import { closeFiles } from './files.ts';
import { newId } from './identity.ts';
import { meter, type Meter } from './meter.ts';
import { ensureTenant, loadConfiguration, type Platform } from './platform.ts';
import { masterKeys } from './master-key.ts';
import { openTracer } from './trace.ts';

export interface OpenOptions {
  /** Where the embedded database and the master key live. */
  readonly directory: string;
  /** A PostgreSQL 15 or newer; the embedded one is not started then. */
  readonly databaseUrl?: string | undefined;
  readonly log: Logger;
  readonly application: string;
  readonly allowPrivateHosts?: boolean;
  readonly poolSize?: number;
  readonly port?: number;
}
export interface Opened {
  readonly platform: Platform;
  readonly url: string;
  readonly meter: Meter;
  readonly embedded: Embedded | undefined;
  close(): Promise<void>;
}

/** Commits answer before they are on disk. */
const withoutWaiting = (url: string): string => withOptions(url, '-c synchronous_commit=off');

export const DEFAULT_TENANT = 'main';

export async function openPlatform(o: OpenOptions): Promise<Opened> {
  mkdirSync(o.directory, { recursive: true });
  const embedded = o.databaseUrl ? undefined
    : await startEmbedded({ directory: join(o.directory, 'postgres'), ...(o.port && { port: o.port }) });
  try {
    return await openOn(o, embedded);
  } catch (error) {
    await embedded?.stop();
    throw error;
  }
}

async function openOn(o: OpenOptions, embedded: Embedded | undefined): Promise<Opened> {
  const url = o.databaseUrl ?? embedded!.applicationUrl;
  await migrate(o.databaseUrl ?? embedded!.url);
  const way = await entrance(url);
  let closing = false;
  const instance = `${process.pid}-${newId().slice(-6)}`;
  const pool = openPool(way.application, {
    max: o.poolSize ?? 16, application: `threadline-${o.application}@${instance}`, pipeline: true,
    lost: (error) => { if (!closing) o.log.warn({ error: error.message }, 'a database connection was lost'); },
  });
  const distributed = await isDistributed(pool);
  const engine = openPool(way.application, {
    max: 12, application: `threadline-${o.application}-engine@${instance}`, pipeline: true, plans: distributed ? 'each' : 'known',
    lost: () => {},
  });
  const flow = openPool(withoutWaiting(way.application), {
    max: 4, application: `threadline-${o.application}-flow@${instance}`, lost: () => {},
  });
  const measures = meter();
  const tracer = await openTracer(o.application);
  const readers = makeReaders(way, `threadline-${o.application}-reader`);
  const platform: Platform = {
    instance, pool, engine, flow, distributed, tracer, wall: way.missing,
    reading: (tenant) => ({ ...platform, pool: readers.of(tenant) }),
    log: o.log, tenants: new Map(), allowPrivateHosts: o.allowPrivateHosts ?? false, ...measures,
    master: masterKeys(join(o.directory, 'master.key')),
  };
  await ensureTenant(platform, DEFAULT_TENANT, 'Main');
  await loadConfiguration(platform);
  const close = async () => {
    closing = true;
    for (const t of platform.tenants.values()) for (const c of t.connections.values()) await closeFiles(c);
    await closeAgents(platform);
    await Promise.all([pool.end(), engine.end(), flow.end(), readers.end(), tracer?.close()]);
    await embedded?.stop();
  };
  return { platform, url, meter: measures, embedded, close };
}

/** A small pool per tenant that somebody reads; its connections belong to the tenant from their first byte. */
function makeReaders(way: Entrance, application: string) {
  const pools = new Map<string, Pool>();
  return {
    of(tenant: string): Pool {
      const pool = pools.get(tenant) ?? openPool(way.reader(tenant), { max: 4, application });
      pools.set(tenant, pool);
      return pool;
    },
    end: () => Promise.all([...pools.values()].map((pool) => pool.end())),
  };
}
