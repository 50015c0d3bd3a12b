/**
 * Waiting until documents that were handed over have had all their effects, and saying which. The workers that
 * are there do the work; when there are none, or they go away meanwhile, one works here for as long as it takes.
 */
import { EXCEPTIONS, type ExceptionKind } from '#domain/exception.ts';
import { toDecimal } from '#domain/measure.ts';
import * as store from '#store/operate-drain.ts';
import type { OpenRow, SpokenRow } from '#store/operate-drain.ts';
import { workersAlive } from '#store/operate-configuration.ts';
import {
  storyEntries, storyOrder, storyPayout, type StoryEntryRow, type StoryOrderRow, type StoryPayoutRow,
} from '#store/story-parts.ts';
import { decimalOf, type JournalEntry } from '../journal-formats.ts';
import { listStatements, type StatementItem } from './bank.ts';
import type { Intake } from '../intake.ts';
import { HUNG_SECONDS } from '../ownership.ts';
import type { Platform } from '../platform.ts';
import { startWorker, type Worker } from '../worker.ts';
import { nameOf } from './deliveries.ts';
import type { Taken } from './ingest.ts';
import { explainPayout, type ExplainedPayout } from './payouts.ts';

export interface DrainOptions {
  readonly tenant: string;
  /** What `ingestFile` answered. */
  readonly documents: readonly (Pick<Taken, 'correlation' | 'digest'> & Partial<Pick<Taken, 'known'>>)[];
  /** Where locks live, for the worker that is started when there is none. */
  readonly controlUrl: string;
  readonly intake: Intake;
  readonly timeoutSeconds?: number;
}
export interface Waiting {
  readonly delivery: string;
  readonly type: string;
  readonly state: OpenRow['state'];
  readonly exception?: string;
  readonly owner?: string;
  readonly detail?: string;
  readonly fix?: string;
  readonly waitsOn?: string;
  /** Why its connection takes nothing. */
  readonly closed?: string;
}
/** Amounts are decimal text. */
export interface DrainedOrder {
  readonly orderId: string;
  readonly number: string;
  readonly channel: string;
  readonly total: string;
  readonly currency: string;
  readonly stage: string;
}
/** What it is made of, what it cleared, what is open and why; `external` and `net` as the header says them. */
export interface DrainedPayout extends ExplainedPayout { readonly external: string; readonly net: string }
export interface Drained {
  /** False when time was up first. */
  readonly complete: boolean;
  readonly messages: Readonly<Record<string, number>>;
  readonly orders: readonly DrainedOrder[];
  readonly payouts: readonly DrainedPayout[];
  /** Statements of a bank: what of them is matched, explained, open. */
  readonly statements: readonly StatementItem[];
  readonly entries: readonly JournalEntry[];
  /** Parked, or waiting for something that will not come by itself soon. */
  readonly waiting: readonly Waiting[];
  /** Why a document was taken into nothing at all; of these `waiting` says who acts. */
  readonly refused: readonly string[];
  /** False when the documents were here before, in whatever spelling, or were refused: nothing new follows. */
  readonly changed: boolean;
}

/** What reading a document can give. */
const NEWS = [
  'OrderSeen', 'CancellationSeen', 'RefundSeen', 'FulfillmentAccepted', 'FulfillmentRefused', 'FulfillmentCancelled',
  'FulfillmentCancelRefused', 'ShipmentDispatched', 'FulfillmentShorted', 'PayoutReceived', 'BankStatementReceived',
  'RegisterRang', 'RegisterClosed', 'ReturnRequested', 'ReturnAuthorised', 'ReturnSent', 'ReturnDeclined', 'ReturnCancelled',
  'ReturnClosed', 'ReturnReceived', 'ReturnInspected', 'ReturnSettled', 'StockCounted', 'StockMoved',
  'GoodsExpected', 'StockHeld', 'ItemsCounted', 'FeedSuspected', 'ProductSeen', 'PersonForgotten', 'RaiseException',
];
const LOOK_MS = 120;
/** Work due later than this is told of, not waited for. */
const SOON_SECONDS = 10;
/** Steps between two commits of a story leave it without open work for a moment; so long must it stay quiet. */
const QUIET_LOOKS = 2;

export async function drain(p: Platform, o: DrainOptions): Promise<Drained> {
  const end = performance.now() + (o.timeoutSeconds ?? 60) * 1000;
  const documents = await spoken(p, o);
  const hand = helpingHand(p, o);
  try {
    for (let quiet = 0; ;) {
      await hand.look();
      const stories = await storiesOf(p, o.tenant, documents);
      const open = await store.openOf(p.pool, o.tenant, stories);
      quiet = open.some((d) => moving(d, open)) ? 0 : quiet + 1;
      if (quiet >= QUIET_LOOKS || performance.now() > end)
        return await told(p, o.tenant, { stories, open, documents, known: o.documents.every((d) => d.known),
          complete: quiet >= QUIET_LOOKS });
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  } finally {
    await hand.stop();
  }
}

async function spoken(p: Platform, o: DrainOptions): Promise<SpokenRow[]> {
  const found = await Promise.all(o.documents.map((d) => store.spokenOf(p.pool, o.tenant, d)));
  return found.filter((row) => row !== undefined);
}

/** Works only while nobody else does. A worker that was killed counts as alive until its beat is old. */
function helpingHand(p: Platform, o: DrainOptions) {
  let worker: Worker | undefined;
  let looked = 0;
  return {
    async look(): Promise<void> {
      if (worker || Date.now() - looked < 1000) return;
      looked = Date.now();
      if ((await workersAlive(p.pool, HUNG_SECONDS)) === 0)
        worker = startWorker(p, { controlUrl: o.controlUrl, intake: o.intake });
    },
    stop: async (): Promise<void> => worker?.stop(),
  };
}

async function storiesOf(p: Platform, tenant: string, documents: readonly SpokenRow[]): Promise<string[]> {
  if (documents.length === 0) return [];
  const facts = await store.factsOf(p.pool, tenant, { types: NEWS, documents });
  return [...new Set([...documents.map((d) => d.correlation), ...facts.map((f) => f.correlation)])];
}

/** Whether it goes on by itself, and soon. What is queued stands still when what it waits behind does. */
function moving(d: OpenRow, open: readonly OpenRow[]): boolean {
  if (d.state === 'Parked') return false;
  if (d.state === 'Claimed') return true;
  if (d.state === 'Ready') return d.closed === null && d.wait < SOON_SECONDS;
  const front = open.find((f) => f !== d && f.handler === d.handler && f.subject === d.subject && f.state !== 'Queued');
  return front === undefined || moving(front, open);
}

interface At {
  readonly stories: readonly string[]; readonly open: readonly OpenRow[]; readonly documents: readonly SpokenRow[];
  readonly known: boolean; readonly complete: boolean;
}
async function told(p: Platform, tenant: string, at: At): Promise<Drained> {
  const rows = await store.messagesOf(p.pool, tenant, at.stories);
  const refused = at.open.filter((d) => isRefusal(d, at.documents)).map((d) => d.detail ?? 'it was refused');
  const messages: Record<string, number> = {};
  for (const { type, n } of rows) messages[type] = (messages[type] ?? 0) + n;
  const about = (prefix: string) => [...new Set(rows.flatMap(({ subject }) =>
    (subject.startsWith(prefix) ? [subject.slice(prefix.length).split('/')[0]!] : [])))];
  const orders = await Promise.all(about('order:').map((id) => storyOrder(p.pool, tenant, id)));
  const payouts = await Promise.all(about('payout:').map((id) => storyPayout(p.pool, tenant, id)));
  const entries = await Promise.all(at.stories.map(async (correlation) =>
    (await storyEntries(p.pool, tenant, correlation)).map((e) => ({ ...e, correlation }))));
  return {
    complete: at.complete, messages, orders: orders.filter((o) => o !== undefined).map(orderOf),
    payouts: await Promise.all(payouts.filter((o) => o !== undefined).map((x) => payoutOf(p, tenant, x))), waiting: at.open.map(waiting),
    statements: await statementsTold(p, tenant, at.stories, messages), entries: entries.flat().map(entryOf),
    refused, changed: !at.known && refused.length === 0 && await hadEffects(p, tenant, at.documents),
  };
}

/** The document itself is parked where it is read: nothing of it was taken. */
const isRefusal = (d: OpenRow, documents: readonly SpokenRow[]): boolean =>
  d.state === 'Parked' && d.type === 'PartnerSpoke' &&
  documents.some((x) => x.position === d.message && x.shard === d.shard);

const hadEffects = async (p: Platform, tenant: string, documents: readonly SpokenRow[]): Promise<boolean> =>
  documents.length > 0 && (await store.factsOf(p.pool, tenant, { types: NEWS, documents })).length > 0;

/** What a statement led to belongs to the stories of its payouts, so it is counted here. */
const statementsTold = (p: Platform, tenant: string, stories: readonly string[], said: Readonly<Record<string, number>>) =>
  (said['BankStatementReceived'] ? listStatements(p, tenant, { stories, limit: 100 }) : []);

const orderOf = (o: StoryOrderRow): DrainedOrder => ({
  orderId: o.order_id, number: o.number, channel: o.channel, currency: o.currency, stage: o.stage,
  total: toDecimal({ count: o.total, unit: o.currency }),
});
const payoutOf = async (p: Platform, tenant: string, x: StoryPayoutRow): Promise<DrainedPayout> => ({
  external: x.external, net: toDecimal({ count: x.net, unit: x.currency }), ...(await explainPayout(p, tenant, x.payout_id)),
});
const entryOf = (e: StoryEntryRow & { readonly correlation: string }): JournalEntry => ({
  id: e.id, book: e.book, date: e.date, memo: e.memo, document: e.document, legalEntity: e.legal_entity,
  correlation: e.correlation, lines: e.lines.map(({ account, unit, amount }) =>
    ({ account, unit, amount: decimalOf(e.book, BigInt(amount), unit) })),
});

const waiting = (d: OpenRow): Waiting => ({
  delivery: nameOf(d), type: d.type, state: d.state,
  ...(d.exception && { exception: d.exception, fix: EXCEPTIONS[d.exception as ExceptionKind]?.fix }),
  ...(d.owner && { owner: d.owner }), ...(d.detail && { detail: d.detail }), ...(d.waits_on && { waitsOn: d.waits_on }),
  ...(d.closed && { closed: d.closed }),
});
