/**
 * Connections as the store needs them: one pool for work, a dedicated client for locks and notifications.
 *
 * Every plan is a custom plan (but for the engine's own, see `plans`): right after an analyse of a small table the
 * automatic choice took a generic plan with sequential scans, and a worker fell from 8,000 to 300 messages a second;
 * on a distributed database generic plans fail outright.
 *
 * Values arrive exact and without a local time zone (arrays of these likewise):
 *   bigint → bigint · numeric → string · date, timestamp, time, interval → string as PostgreSQL writes it (ISO)
 *   timestamptz → Temporal.Instant (infinity is refused) · json, jsonb → parsed, so integers in them must stay
 *   below 2^53: larger ones are stored as strings.
 * As parameters, bigint goes as it is and a Temporal value as `String(value)`.
 */
import { Client, Pool, types } from 'pg';
import type { ClientConfig, CustomTypesConfig, PoolClient } from 'pg';
import type { Socket } from 'node:net';

export interface PoolOptions {
  readonly max: number;
  /** Shown in pg_stat_activity: 'threadline worker'. */
  readonly application: string;
  /** A statement that runs longer is cancelled (57014). 0 is no limit. */
  readonly statementTimeout_ms?: number;
  /** Sends statements without waiting for the answer to the one before, within a transaction. */
  readonly pipeline?: boolean;
  /**
   * 'known': the few statements of the engine, planned once a connection and always by index (planning anew was
   * 40 % of an order's database time). Not for a distributed database, which refuses generic plans.
   */
  readonly plans?: 'each' | 'known';
  /** An idle connection broke; the pool replaces it by itself. */
  readonly lost?: (error: Error) => void;
}
export interface ControlOptions {
  readonly application: string;
  /** Called once: the connection broke, and its locks and subscriptions with it. */
  readonly lost?: (error: Error) => void;
}

const STATEMENT_TIMEOUT_MS = 30_000;
/** Every engine statement reads a few rows by an index; the planner, without statistics, would rather scan. */
const KNOWN_PLANS = {
  plan_cache_mode: 'force_generic_plan', enable_seqscan: 'off', enable_hashjoin: 'off', enable_mergejoin: 'off',
};
const IDLE_TRANSACTION_MS = 60_000;

export function openPool(url: string, options: PoolOptions): Pool {
  const { max, application, statementTimeout_ms = STATEMENT_TIMEOUT_MS, pipeline = false, lost = () => {} } = options;
  const settings = {
    statement_timeout: statementTimeout_ms, idle_in_transaction_session_timeout: IDLE_TRANSACTION_MS,
    ...(options.plans === 'known' && KNOWN_PLANS),
  };
  const pool = new Pool({ ...configuration(url, application, settings), max, pipeline, idleTimeoutMillis: 60_000 });
  pool.on('error', lost);
  // A client that is checked out reports its own end; without a listener the process would die of it. Its user
  // learns of it by the statement that fails.
  pool.on('connect', (client) => {
    client.on('error', () => {});
    if (pipeline) sendTogether(client);
  });
  return pool;
}

/** Statements of one moment leave in one packet: a system call each was a sixth of the engine's time. */
function sendTogether(client: PoolClient): void {
  const { stream } = (client as unknown as { connection: { stream: Socket } }).connection;
  const query = client.query.bind(client) as (...of: unknown[]) => unknown;
  client.query = ((...of: unknown[]) => {
    stream.cork();
    process.nextTick(() => stream.uncork());
    return query(...of);
  }) as typeof client.query;
}

/** Whether the database spreads its tables over nodes: then a statement names one shard. */
export async function isDistributed(pool: Pool): Promise<boolean> {
  const { rows } = await pool.query(`select from pg_extension e where e.extname = 'citus'`);
  return rows.length > 0;
}

/** A connected client of its own, without a time limit: it waits for locks. Ended by the caller. */
export async function control(url: string, { application, lost = () => {} }: ControlOptions): Promise<Client> {
  const client = new Client(configuration(url, application, {}));
  // A broken connection speaks twice: the server's farewell, then the closed socket.
  let told = false;
  client.on('error', (error) => {
    if (!told) lost(error);
    told = true;
  });
  await client.connect();
  return client;
}

function configuration(url: string, application: string, more: Record<string, number | string>): ClientConfig {
  const settings = {
    plan_cache_mode: 'force_custom_plan', datestyle: 'ISO', intervalstyle: 'iso_8601', timezone: 'UTC', ...more,
  };
  // What the address itself sets comes last and wins; `pg` would take it instead of ours.
  const address = new URL(url);
  const own = address.searchParams.get('options') ?? '';
  address.searchParams.delete('options');
  const options = [...Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`), own].join(' ').trim();
  return {
    connectionString: address.href, options, application_name: application, types: exact,
    connectionTimeoutMillis: 10_000, keepAlive: true, keepAliveInitialDelayMillis: 10_000,
  };
}

type Parse = (text: string) => unknown;
type Nested = string | null | Nested[];
const TEXT_ARRAY: number = 1009; // A number: the type's own list of names has no arrays.
const textArray = types.getTypeParser(TEXT_ARRAY) as (text: string) => Nested[];

/** By type number: the type itself and its array. */
const PARSERS = new Map<number, Parse>();
const read = (type: number, array: number, parse: Parse) => {
  const deep = (item: Nested): unknown => (Array.isArray(item) ? item.map(deep) : item === null ? null : parse(item));
  PARSERS.set(type, parse);
  PARSERS.set(array, (text) => textArray(text).map(deep));
};
const same: Parse = (text) => text;
read(20, 1016, BigInt); //          bigint
read(1700, 1231, same); //          numeric
read(1082, 1182, same); //          date
read(1114, 1115, same); //          timestamp
read(1083, 1183, same); //          time
read(1266, 1270, same); //          timetz
read(1186, 1187, same); //          interval
read(1184, 1185, instant); //       timestamptz
read(114, 199, JSON.parse); //      json
read(3802, 3807, JSON.parse); //    jsonb

function instant(text: string): Temporal.Instant {
  // '2026-11-21 02:57:00.123456+00', which Temporal reads as it stands.
  if (/^-?infinity$|BC$/.test(text)) throw new RangeError(`timestamptz ${text} is not an instant`);
  return Temporal.Instant.from(text);
}

const exact: CustomTypesConfig = {
  getTypeParser: ((type: number, format?: 'text' | 'binary') =>
    (format !== 'binary' && PARSERS.get(type)) || types.getTypeParser(type, format)) as typeof types.getTypeParser,
};
