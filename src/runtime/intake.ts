/**
 * Intake: raw documents become durable, then the partner is answered. Nothing acts inside a request.
 *
 * Documents that arrive together share a commit: each of two writers takes what has gathered while it was busy
 * (window 0: no waiting for company). A writer has shards of its own, so the two never wait for each other.
 * The queue is bounded; above it the partner is told to come back.
 */
import type { Connection, Platform } from './platform.ts';
import type { Transport } from '#domain/messages.ts';
import type { Document } from '#connectors/contract.ts';
import { hash32, SHARDS, shardOf } from '#domain/shard.ts';
import { spokenOf } from '#store/operate-drain.ts';
import { insertPayloads, type NewPayload } from '#store/payload.ts';
import { transaction } from '#store/query.ts';
import { append, type Draft } from './append.ts';
import { derivedUuid, newId, orderIdOf, orderStory, sha256 } from './identity.ts';
import { now } from './moment.ts';
import { LARGE, measured, storePieces, type Packed } from './pieces.ts';
import { tenantOf } from './platform.ts';
import type { Tracer } from './trace.ts';
import { seal } from './vault.ts';

/** Intake shards per connection; fixed for ever, because the subject stands in rows. */
const LANES = 4;
/** Batches that are written at once. A third found no core to run on. */
const WRITERS = 2;
const MAX_QUEUE = 20_000;
const MAX_BATCH = 200;
const KEEP_DAYS = 30;

export interface Arrival extends Document {
  readonly c: Connection;
  readonly transport: Transport;
  /** What it is about; documents of one reference are read in order. */
  readonly reference: string;
  /** The document it follows, of an answer that was heard before and then was another for a while. */
  readonly after?: string;
}
export interface Accepted { readonly correlation: string; readonly digest: string }
export class Full extends Error {}

interface Waiting {
  readonly payload: NewPayload;
  readonly draft: Draft;
  readonly since: number;
  readonly done: (accepted: Accepted) => void;
  readonly failed: (error: unknown) => void;
}
export interface Intake {
  /** Resolves when the bytes are committed. @throws Full when too much is waiting: answer 503. */
  accept(arrival: Arrival): Promise<Accepted>;
  readonly waiting: () => number;
}

export function makeIntake(p: Platform, wake: (shards: ReadonlySet<number>) => void): Intake {
  const queues: Waiting[][] = Array.from({ length: p.distributed ? SHARDS : WRITERS }, () => []);
  const busy = new Set<number>();
  let waiting = 0;
  const write = async (n: number): Promise<void> => {
    busy.add(n);
    for (let batch = queues[n]!.splice(0, MAX_BATCH); batch.length > 0; batch = queues[n]!.splice(0, MAX_BATCH)) {
      waiting -= batch.length;
      await writeBatch(p, batch).then(wake, () => {});
    }
    busy.delete(n);
  };
  return {
    waiting: () => waiting,
    accept: async (arrival) => {
      if (waiting >= MAX_QUEUE) throw new Full('too much is waiting to be stored');
      const large = arrival.pieces !== undefined || arrival.body.length > LARGE ? await pack(p, arrival) : undefined;
      return queued(prepare(p, arrival, large));
    },
  };
  function queued(made: Pick<Waiting, 'payload' | 'draft'>): Promise<Accepted> {
    return new Promise((done, failed) => {
      const n = made.payload.shard % queues.length;
      queues[n]!.push({ ...made, since: Date.now(), done, failed });
      waiting += 1;
      // What arrives in the same moment goes along.
      if (!busy.has(n)) setImmediate(() => { if (!busy.has(n)) void write(n); });
    });
  }
}

/** One commit for all; a batch that fails is tried one by one, so that one bad row fails alone. */
async function writeBatch(p: Platform, batch: readonly Waiting[]): Promise<ReadonlySet<number>> {
  try {
    const woken = await transaction(p.engine, async (tx) => {
      const [, shards] = await Promise.all([
        insertPayloads(tx, batch.map((w) => w.payload)), append(tx, batch.map((w) => w.draft), p.distributed),
      ]);
      return shards;
    });
    if (p.tracer) for (const w of batch) tell(p.tracer, w);
    for (const w of batch) w.done({ correlation: w.draft.correlation!, digest: w.payload.digest });
    return woken;
  } catch (error) {
    if (batch.length === 1) {
      batch[0]!.failed(error);
      return new Set();
    }
    for (const one of batch) await writeBatch(p, [one]);
    return new Set(batch.map((w) => w.payload.shard));
  }
}

const tell = (tracer: Tracer, { payload, draft, since }: Waiting): void => tracer.told({
  name: `intake ${payload.connection}`, correlation: draft.correlation!, started: since,
  attributes: {
    connection: payload.connection, topic: payload.topic, bytes: (draft.data as { bytes: number }).bytes,
    transport: (draft.data as { transport: Transport }).transport,
  },
});

/** Sealed form: a line of JSON with topic and headers, then the bytes as they came. */
export const packDocument = (d: Pick<Document, 'topic' | 'headers' | 'body'>, pieces?: number): Buffer =>
  Buffer.concat([Buffer.from(`${JSON.stringify({ topic: d.topic, headers: d.headers, ...(pieces && { pieces }) })}\n`), d.body]);
/** `count`: of a large one, how many pieces there are; `body` is its beginning. */
export function unpackDocument(plain: Buffer): Document & { readonly count?: number } {
  const end = plain.indexOf(10);
  const { pieces: count, ...head } =
    JSON.parse(plain.subarray(0, end).toString()) as Pick<Document, 'topic' | 'headers'> & { pieces?: number };
  return { ...head, body: plain.subarray(end + 1), ...(count && { count }) };
}
export const payloadOwner = (tenant: string, id: string): string => `payload:${tenant}:${id}`;

export const digestOfBytes = (a: Pick<Arrival, 'topic' | 'body'>): string => sha256(a.topic, a.body).toString('base64url');
export const intakeSubject = ({ c, reference }: Pick<Arrival, 'c' | 'reference'>): string =>
  `intake:${c.connection}:${hash32(reference) % LANES}/${reference}`;

/** Stores what is too large for a row before anybody hears of it. What was said before is not stored again. */
async function pack(p: Platform, a: Arrival): Promise<Packed & { readonly id: string }> {
  const { tenant } = a.c;
  const id = newId();
  const { digest, bytes } = await measured(a);
  const known = await spokenOf(p.pool, tenant, { correlation: storyOf(a), digest });
  if (known) return { id, digest, bytes, pieces: 0, head: new Uint8Array() };
  const at = { tenant, shard: shardOf(tenant, intakeSubject(a)), id, days: KEEP_DAYS };
  return { id, digest, bytes, ...(await storePieces(p.pool, tenantOf(p, tenant).key.key, a, at)) };
}

/** The story a document belongs to, by what it is about. */
export function storyOf({ c: { tenant, connection }, reference }: Arrival): string {
  const order = /^orders\/(.+)$/.exec(reference)?.[1];
  return order ? orderStory(tenant, orderIdOf(tenant, connection, order)) : derivedUuid(tenant, connection, reference);
}

function prepare(
  p: Platform, a: Arrival, large?: Packed & { readonly id: string },
): { payload: NewPayload; draft: Draft } {
  const { tenant, connection } = a.c;
  const id = large?.id ?? newId();
  const digest = large?.digest ?? digestOfBytes(a);
  const subject = intakeSubject(a);
  const shard = shardOf(tenant, subject);
  const packed = large ? packDocument({ ...a, body: large.head }, large.pieces) : packDocument(a);
  const body = seal(tenantOf(p, tenant).key.key, payloadOwner(tenant, id), packed);
  const correlation = storyOf(a);
  return {
    payload: { tenant, shard, id, connection, topic: a.topic, reference: a.reference, digest, body, days: KEEP_DAYS },
    draft: {
      tenant, type: 'PartnerSpoke', subject, connection, correlation, at: now(),
      // The same bytes about the same thing are the same words, however often and by whatever way they come.
      key: `PartnerSpoke:${connection}:${a.topic}:${a.reference}:${digest}${a.after ? `:${a.after}` : ''}`, digest,
      data: { connection, topic: a.topic, reference: a.reference, transport: a.transport, payload: id,
        bytes: large?.bytes ?? a.body.length, digest },
    },
  };
}
