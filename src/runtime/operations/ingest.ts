/**
 * Handing over a recorded document of a partner as if it had come in: the same intake, the same reading, the
 * same effects. A connector nobody has connected yet gets a connection that only reads.
 */
import { connectors } from '#connectors/registry.ts';
import { saveConnection } from '#store/configuration.ts';
import { workersAlive } from '#store/operate-configuration.ts';
import { spokenOf } from '#store/operate-drain.ts';
import { serverFacts } from '#store/operate-list.ts';
import { sha256 } from '../identity.ts';
import type { Intake } from '../intake.ts';
import { HUNG_SECONDS } from '../ownership.ts';
import { loadConfiguration, secretsOwner, tenantOf, type Connection, type Platform } from '../platform.ts';
import { portFor } from '../port.ts';
import { seal } from '../vault.ts';
import { UNTIL_KNOWN_SECONDS } from './mappings.ts';
import { audited, conflict, invalid, notFound, type Act } from './operation.ts';
import { placeholderSettings } from './placeholder.ts';

export interface Handed {
  readonly connection: string;
  readonly topic: string;
  readonly body: Buffer;
  /** Of a document too large to hold: all of it, as often as wanted; `body` is its beginning, `bytes` its size. */
  readonly pieces?: () => AsyncIterable<Uint8Array>;
  readonly bytes?: number;
  readonly headers?: Readonly<Record<string, string>>;
}
export interface Taken {
  readonly connection: string;
  readonly topic: string;
  readonly reference: string;
  readonly correlation: string;
  readonly digest: string;
  readonly bytes: number;
  /** These very bytes were handed over before: nothing new follows. */
  readonly known: boolean;
  /** What was set up for it, in words. */
  readonly note?: string;
}

export async function ingestFile(p: Platform, intake: Intake, act: Act, given: Handed): Promise<Taken> {
  const { topic, body, headers = {}, pieces, bytes = body.length } = given;
  if (!topic.trim()) throw invalid('Say what the document is, in the partner’s words: orders/create, settlement, …');
  if (body.length === 0) throw invalid('The document is empty.');
  const { c, note } = await connectionFor(p, act, given.connection);
  if (!c.connector.can.read) throw conflict(`${c.connector.name} reads no documents.`);
  if (c.row.state === 'closed') throw conflict(`${c.connection} is closed: apply its configuration again to open it.`);
  if (c.problem)
    throw conflict(`${c.connection} cannot read with its settings (${c.problem}): correct them and apply.`);
  const document = { topic, headers, body, ...(pieces && { pieces }) };
  const reference = c.connector.can.reference?.(document) ?? `${topic}/${sha256(body).toString('hex').slice(0, 16)}`;
  const { at } = await serverFacts(p.pool);
  const { correlation, digest } = await intake.accept({ c, transport: 'ingest', reference, ...document });
  const spoken = await spokenOf(p.pool, act.tenant, { correlation, digest });
  const known = spoken !== undefined && Temporal.Instant.compare(spoken.seen, at) < 0;
  return {
    connection: c.connection, topic, reference, correlation, digest, bytes, known,
    ...(note && { note }),
  };
}

/** Why a document says nothing to us, as its connector reads it now. Nothing is written. */
export async function silenceOf(p: Platform, tenant: string, given: Handed): Promise<readonly string[]> {
  const c = tenantOf(p, tenant).connections.get(given.connection);
  if (!c?.connector.can.read) return [];
  try {
    const { topic, body, headers = {}, pieces } = given;
    const document = { topic, body, headers, recorded: true, ...(pieces && { pieces }) };
    const news = await c.connector.can.read(portFor(p, c), document);
    return news.flatMap((n) => (n.said === 'nothing' ? [n.why] : []));
  } catch (error) {
    // What stopped the reading then is on the worklist; what stops it now is no answer to a person's question.
    p.log.debug({ error }, 'a document was not read again');
    return [];
  }
}

async function connectionFor(p: Platform, act: Act, name: string): Promise<{ c: Connection; note?: string }> {
  const known = tenantOf(p, act.tenant).connections.get(name);
  if (known) return { c: known };
  if (!connectors.has(name)) {
    const names = [...tenantOf(p, act.tenant).connections.keys()];
    throw notFound(
      `There is neither a connection nor a connector ${name}. Connections: ${names.join(', ') || 'none yet'}. ` +
        `Connectors: ${[...connectors.keys()].join(', ')}.`,
    );
  }
  await makeReadOnly(p, act, name);
  const c = tenantOf(p, act.tenant).connections.get(name)!;
  return {
    c,
    note:
      `The connection ${name} was made for it. It only reads: its address leads nowhere and nothing is written ` +
      `to ${name} until its real settings are applied.`,
  };
}

/** No roles, so nothing is routed to it; a poll in thirty years, so nobody calls an address that leads nowhere. */
async function makeReadOnly(p: Platform, act: Act, name: string): Promise<void> {
  const definition = connectors.get(name)!;
  const settings = placeholderSettings(definition);
  const secrets = Object.fromEntries(Object.entries(settings).filter(([key]) => definition.secrets.includes(key)));
  const shown = Object.fromEntries(Object.entries(settings).filter(([key]) => !definition.secrets.includes(key)));
  const { key } = tenantOf(p, act.tenant).key;
  const row = {
    tenant: act.tenant, connection: name, connector: name, roles: [],
    settings: { ...shown, ...definition.recorded, readOnly: true, pollSeconds: 1_000_000_000 },
    secrets: seal(key, secretsOwner(act.tenant, name), Buffer.from(JSON.stringify(secrets))),
  };
  await audited(p, act, async (tx) => {
    await saveConnection(tx, row);
    return {
      result: undefined, what: 'connection.save', before: null, after: { connector: name, settings: row.settings },
    };
  });
  await loadConfiguration(p);
  // A worker elsewhere that does not know the connection yet would suspend it at the first document.
  if ((await workersAlive(p.pool, HUNG_SECONDS)) > 0)
    await new Promise((resolve) => setTimeout(resolve, UNTIL_KNOWN_SECONDS * 1000));
}
