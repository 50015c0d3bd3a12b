/** From a stored document to facts: open it, let the connector say what it says, put it in our terms. */
import type { PoolClient } from 'pg';
import { stop, Stopped } from '#domain/fault.ts';
import type { PartnerSpoke } from '#domain/messages.ts';
import { shardOf } from '#domain/shard.ts';
import { loadPayload } from '#store/payload.ts';
import type { Claimed } from '#store/delivery.ts';
import type { Draft } from './append.ts';
import { payloadOwner, unpackDocument } from './intake.ts';
import { transaction } from '#store/query.ts';
import type { Document, News, Port } from '#connectors/contract.ts';
import { lookedLike } from '#connectors/statement/known-files.ts';
import { openPieces } from './pieces.ts';
import { now } from './moment.ts';
import { hear } from './news.ts';
import { readsOnly, tenantOf, type Connection, type Platform } from './platform.ts';
import { portFor } from './port.ts';
import { unseal } from './vault.ts';

/**
 * What a stored document says, as its connector reads now. Nothing is written. `apart`: the partner is not asked either,
 * whatever the document refers to.
 */
export async function newsIn(p: Platform, c: Connection, d: Claimed, apart = false): Promise<readonly News[]> {
  const { payload } = d.data as PartnerSpoke['data'];
  const row = await loadPayload(p.pool, { tenant: d.tenant, shard: shardOf(d.tenant, d.subject), id: payload });
  if (!row?.body) throw stop.malformed('the raw document has expired or was erased; ask the partner for it again');
  const document = await opened(p, c, d, row.body);
  if (!c.connector.can.read) throw stop.malformed(`${c.connector.name} reads no documents`);
  const recorded = apart || readsOnly(c) || (d.data as PartnerSpoke['data']).transport === 'ingest';
  try {
    return await c.connector.can.read(apart ? silent(portFor(p, c)) : portFor(p, c), { ...document, ...(recorded && { recorded }) });
  } catch (error) {
    throw hinted(error, document, c.connector.name);
  }
}

/** A payout file that was handed to the wrong connection is told to whom it belongs. */
function hinted(error: unknown, { body }: Document, own: string): unknown {
  if (!(error instanceof Stopped) || error.fault.kind !== 'Malformed') return error;
  const other = lookedLike(body, own);
  if (!other) return error;
  return stop.malformed(`${error.fault.detail}; it looks like ${other.what}: hand it to a connection of the connector ${other.connector}`);
}

/** A port whose partner does not answer. */
function silent(port: Port<never>): Port<never> {
  const nobody = async () => { throw stop.unavailable('it refers to what only the partner can say, which is not asked here'); };
  return { ...port, http: nobody, memory: new Map(), files: { list: nobody, read: nobody, write: nobody, move: nobody, exists: nobody } };
}

export async function readDocument(
  p: Platform, c: Connection, d: Claimed,
): Promise<{ drafts: readonly Draft[]; beside: readonly ((tx: PoolClient) => Promise<void>)[] }> {
  const hearing = { p, c, d, now: now() };
  const news = await newsIn(p, c, d);
  const drafts: Draft[] = [];
  const beside: ((tx: PoolClient) => Promise<void>)[] = [];
  const apart: ((tx: PoolClient) => Promise<void>)[] = [];
  for (const n of news) {
    const heard = await hear(hearing, n);
    drafts.push(...heard.drafts);
    if (heard.beside) beside.push(heard.beside);
    if (heard.apart) apart.push(heard.apart);
  }
  if (apart.length > 0)
    await transaction(p.pool, async (tx) => {
      for (const write of apart) await write(tx);
    });
  return { drafts, beside };
}

/** One that is kept in pieces is held whole only for a connector that wants it so. */
async function opened(p: Platform, c: Connection, d: Claimed, sealed: Buffer): Promise<Document> {
  const { payload } = d.data as PartnerSpoke['data'];
  const { key } = tenantOf(p, d.tenant).key;
  const { count, ...document } = unpackDocument(unseal(key, payloadOwner(d.tenant, payload), sealed));
  if (!count) return document;
  const at = { tenant: d.tenant, shard: shardOf(d.tenant, d.subject), id: payload };
  const pieces = () => openPieces(p.pool, key, at, count);
  if (c.connector.can.streams?.includes(document.topic)) return { ...document, pieces };
  return { ...document, body: Buffer.concat(await Array.fromAsync(pieces())) };
}
