/**
 * Reading finished documents once more, over a span of time: after a connector learned a field, a mapping was corrected,
 * or somebody wants to be sure. First what would change, document by document, with nothing written; then, if somebody
 * says so, those documents again, as new words of the partner that refer to the stored ones. A fact that is known has no
 * second effect, however often it is read; one that reads differently now is new, and one that contradicts what is final
 * goes to a person, as if the partner had said it today.
 */
import type { News } from '#connectors/contract.ts';
import { Stopped } from '#domain/fault.ts';
import type { Claimed } from '#store/delivery.ts';
import { digestsOf } from '#store/message.ts';
import { documentsRead, type ReadRow } from '#store/replay.ts';
import { append, prepare, type Draft, type Prepared } from '../append.ts';
import { newsIn } from '../documents.ts';
import { newId } from '../identity.ts';
import { now } from '../moment.ts';
import { hear } from '../news.ts';
import { tenantOf, type Connection, type Platform } from '../platform.ts';
import { say } from '../story-words.ts';
import { audited, conflict, invalid, notFound, type Act } from './operation.ts';

export interface Span {
  readonly connection: string;
  readonly topic?: string | undefined;
  /** RFC 3339: heard at or after, heard before. */
  readonly from: string;
  readonly to: string;
}
export interface Change { readonly type: string; readonly says: string }
/** `same`: everything it says is known. `stops`: it would wait for a person, and why. */
export type Effect = 'same' | 'new' | 'contradicts' | 'stops' | 'expired' | 'kept out';
export interface Replayed {
  readonly id: string;
  readonly topic: string;
  readonly reference: string;
  readonly heard: string;
  readonly correlation: string;
  readonly effect: Effect;
  readonly changes: readonly Change[];
  readonly why: string | null;
}
export interface Preview {
  readonly documents: readonly Replayed[];
  /** There are more in the span than are looked at in one go. */
  readonly more: boolean;
  readonly counts: Readonly<Record<Effect, number>>;
}

const MOST = 300;
/** Read side by side; a connector may ask its partner again. */
const AT_ONCE = 6;
const CHANGES: ReadonlySet<Effect> = new Set(['new', 'contradicts', 'stops']);

/** What reading them again would change. Nothing is written. */
export async function previewReplay(p: Platform, tenant: string, span: Span): Promise<Preview> {
  const { c, rows, more } = await chosen(p, tenant, span);
  const documents: Replayed[] = [];
  for (let i = 0; i < rows.length; i += AT_ONCE)
    documents.push(...await Promise.all(rows.slice(i, i + AT_ONCE).map((row) => look(p, c, row))));
  const of = (effect: Effect) => documents.filter((d) => d.effect === effect).length;
  return { documents, more, counts: {
    same: of('same'), new: of('new'), contradicts: of('contradicts'), stops: of('stops'), expired: of('expired'),
    'kept out': of('kept out'),
  } };
}

/** Reads those again that would change something; `all`: every one that can be read. Answers how many. */
export async function replayDocuments(p: Platform, act: Act, span: Span & { readonly all?: boolean | undefined }): Promise<number> {
  const { documents } = await previewReplay(p, act.tenant, span);
  const wanted = new Set(documents.filter((d) => CHANGES.has(d.effect) || (span.all && d.effect === 'same')).map((d) => d.id));
  if (wanted.size === 0) throw conflict('Nothing would change: every document of this span reads as it did.');
  const { rows } = await chosen(p, act.tenant, span);
  const again = rows.filter((r) => wanted.has(r.id));
  const replay = newId();
  return audited(p, act, async (tx) => {
    await append(tx, again.map((r) => spokenAgain(act.tenant, span.connection, { r, replay })), p.distributed);
    const { connection, topic, from, to } = span;
    const after = { replay, connection, topic, from, to, documents: again.length };
    return { result: again.length, what: 'documents.replay', before: null, after };
  });
}

/** The same words under a key of their own; `at` stays, so that an old state is still old. */
const spokenAgain = (tenant: string, connection: string, { r, replay }: { r: ReadRow; replay: string }): Draft => ({
  tenant, type: 'PartnerSpoke', subject: r.subject, correlation: r.correlation, connection, cause: r.id, at: r.at.toString(),
  key: `PartnerSpoke:replay:${replay}:${r.id}`, digest: r.data.digest, data: r.data,
});

async function chosen(p: Platform, tenant: string, span: Span): Promise<{ c: Connection; rows: readonly ReadRow[]; more: boolean }> {
  const c = tenantOf(p, tenant).connections.get(span.connection);
  if (!c) throw notFound(`There is no connection ${span.connection}.`);
  if (c.problem) throw conflict(`${c.connection} cannot read with its settings (${c.problem}): correct them first.`);
  if (c.row.state === 'suspended')
    throw conflict(`${c.connection} is suspended: resume it first, reading may have to ask it.`);
  if (!c.connector.can.read) throw conflict(`${c.connector.name} reads no documents.`);
  const [from, to] = [instantOf(span.from), instantOf(span.to)];
  if (Temporal.Instant.compare(from, to) >= 0) throw invalid('The span is empty: its end is not after its beginning.');
  const rows = await documentsRead(p.pool, tenant, {
    connection: span.connection, topic: span.topic ?? null, from: String(from), to: String(to), limit: MOST + 1,
  });
  return { c, rows: rows.slice(0, MOST), more: rows.length > MOST };
}
function instantOf(text: string): Temporal.Instant {
  try {
    return Temporal.Instant.from(text);
  } catch {
    throw invalid(`${text} is not a time: write it like 2026-11-30T09:00:00Z.`);
  }
}

async function look(p: Platform, c: Connection, row: ReadRow): Promise<Replayed> {
  const { topic, reference } = row.data;
  const said = { id: row.id, topic, reference, heard: String(row.seen), correlation: row.correlation };
  if (!row.kept) return { ...said, effect: 'expired', changes: [], why: 'its raw words have expired or were erased' };
  try {
    return { ...said, ...(await effectOf(p, c, row)) };
  } catch (error) {
    if (error instanceof Stopped) return { ...said, effect: 'stops', changes: [], why: error.fault.detail };
    throw error;
  }
}

type Found = Pick<Replayed, 'effect' | 'changes' | 'why'>;
async function effectOf(p: Platform, c: Connection, row: ReadRow): Promise<Found> {
  const d = claimedOf(c, row);
  const news = await newsIn(p, c, d);
  if (news.some(isForgetting)) return { effect: 'kept out', changes: [], why: 'a request to erase somebody is not made twice' };
  const drafts: Draft[] = [];
  for (const n of news) drafts.push(...(await hear({ p, c, d, now: now() }, n)).drafts);
  const prepared = drafts.map(prepare);
  const known = new Map((await digestsOf(p.pool, prepared.map((x) => x.message))).map((k) => [k.key, k.digest]));
  const against = prepared.filter(({ message: m }) => known.has(m.key) && known.get(m.key) !== m.digest);
  if (against.length > 0) return { effect: 'contradicts', changes: against.map(changeOf), why: 'it reads otherwise than what is final' };
  const fresh = prepared.filter(({ message: m }) => !known.has(m.key));
  return { effect: fresh.length > 0 ? 'new' : 'same', changes: fresh.map(changeOf), why: null };
}
const isForgetting = (n: News): boolean => n.said === 'privacy';
const changeOf = ({ draft }: Prepared): Change => ({ type: draft.type, says: say(draft.type, draft.data) });

const claimedOf = (c: Connection, r: ReadRow): Claimed => ({
  shard: r.shard, tenant: c.tenant, message: r.message, handler: `intake:${c.connection}`, subject: r.subject, attempts: 1,
  lane: 'normal', id: r.id, type: 'PartnerSpoke', data: r.data, key: r.key, correlation: r.correlation, connection: c.connection, at: r.at,
});
