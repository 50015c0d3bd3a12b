/** What a candidate would make different in the books, and in what the ERP and channels are told by mapped words. */
import type { PayoutReceived } from '#domain/messages.ts';
import { reasonsToAsk } from '#domain/approval.ts';
import { Stopped } from '#domain/fault.ts';
import { currency, measure } from '#domain/measure.ts';
import { journal } from '#domain/journal.ts';
import { accountOf } from '#domain/posting/payout.ts';
import type { PayoutClass } from '#domain/payout.ts';
import { revive } from '#domain/wire.ts';
import type { PastMessage } from '#store/backtest.ts';
import { linesOtherwise } from '#store/payout.ts';
import { booksOf } from '../books.ts';
import type { Batch } from '../handlers/handler.ts';
import { postedBy } from '../handlers/money.ts';
import { debitsOf } from '../handlers/money-write.ts';
import { accountMapping, mappingOf, tenantOf, type TenantConfiguration } from '../platform.ts';
import { changesIn, difference, journalShape, type Changed, type Difference } from './backtest-difference.ts';
import type { Change, MappingChange } from './candidate.ts';

/** As it is, and as it would be; nothing is written through either. */
export interface Two { readonly is: Batch; readonly would: Batch }

/** Documents whose journals follow from the policy `books`. */
export const BOOKED = ['InvoiceIssued', 'CreditMemoIssued', 'RefundPaid', 'RefundFailed', 'PayoutReceived', 'ChargebackLost',
  'DepositMatched', 'BankLineExplained', 'RegisterDayClosed'];

export async function booksDiffer(two: Two, m: PastMessage): Promise<Difference[]> {
  const [is, would] = [await shapeOf(two.is, m), await shapeOf(two.would, m)];
  const changes = changesIn(is, would);
  return changes.length > 0 ? [difference('journal', m, m.data, changes)] : [];
}

async function shapeOf(batch: Batch, m: PastMessage): Promise<unknown> {
  try {
    const posted = await postedBy(batch, m);
    if (!posted) return {};
    const own = posted.books ?? booksOf(batch, m, '*');
    const kind = posted.kind ?? m.type;
    const asks = posted.approved ? [] : posted.journals.flatMap((j) =>
      reasonsToAsk(own.approval, { kind, ...debitsOf(j), variance: posted.variance ?? 0n }));
    return journalShape(posted.journals, { 'legal entity': posted.legalEntity, 'the ERP': posted.erp?.to ?? 'not told',
      approval: [...new Set(asks)].join(', ') || 'none', ...posted.dimensions });
  } catch (error) {
    if (error instanceof Stopped) return { 'it stops': error.fault.detail };
    throw error;
  }
}

/** A class of fee that would be another: what moves between two accounts, payout by payout. */
export async function feesDiffer(two: Two, m: PastMessage, changes: readonly Change[]): Promise<Difference[]> {
  const { payout: header, payoutId } = revive<PayoutReceived['data']>(m.data);
  const t = tenantOf(two.would.platform, m.tenant);
  const mode = booksOf(two.would, m, header.connection).settlement;
  const found: Difference[] = [];
  for (const c of changes.filter((x): x is MappingChange & { own: string } => x.kind === 'mapping' && x.name === 'fee' && x.own !== null)) {
    // A mapping of the connection's own wins over one for all.
    if (mappingOf(t, 'fee', header.connection, c.external)?.own !== c.own) continue;
    const [code = '', marketplace] = splitKey(c.external);
    const moved = await linesOtherwise(two.is.tx, m.shard, { tenant: m.tenant, payoutId, code, marketplace, to: c.own });
    const postings = moved.flatMap(({ from, amount, unit }) => {
      const money = measure(amount, currency(unit));
      return [{ account: accountOf(from as PayoutClass, header.connection, mode), amount: money },
        { account: accountOf(c.own as PayoutClass, header.connection, mode), amount: measure(-amount, currency(unit)) }];
    });
    const moves = changesIn({}, journalShape([journal(header.depositDate, code, postings)], {}));
    if (moves.length > 0) found.push(difference('journal', m, m.data, moves));
  }
  return found;
}
/** 'Order/Fees/New@Amazon.de' → its code and its marketplace. */
function splitKey(external: string): [code: string, marketplace?: string] {
  const at = external.lastIndexOf('@');
  return at > 0 ? [external.slice(0, at), external.slice(at + 1)] : [external];
}

/** Wishes that carry words the connector looks up as it tells them, by the name they stand under. */
const LOOKED_UP: Readonly<Record<string, string>> = { account: 'account', carrier: 'carrier', reason: 'reason' };
export const TOLD = [
  'PostJournal', 'ReportShipment', 'RecordErpReturn', 'RecordErpSpoilage', 'RefundReturn', 'AnswerReturn', 'CancelChannelOrder',
];
export const isLookedUp = (table: string): boolean => Object.hasOwn(LOOKED_UP, table);

export function toldDiffers(two: Two, m: PastMessage): Difference[] {
  const to = (m.data as { to?: string }).to ?? '';
  const [is, would] = [tenantOf(two.is.platform, m.tenant), tenantOf(two.would.platform, m.tenant)];
  const changes = new Map<string, Changed>();
  const walk = (v: unknown, name = ''): void => {
    if (v && typeof v === 'object') for (const [k, x] of Object.entries(v)) walk(x, Array.isArray(v) ? name : k);
    const table = LOOKED_UP[name];
    if (typeof v !== 'string' || !table) return;
    const [before, after] = [lookUp(is, table, to, v), lookUp(would, table, to, v)];
    if (before !== after) changes.set(`${table} ${v}`, { path: `${table} ${v}`, before: before ?? null, after: after ?? null });
  };
  walk(m.data);
  return changes.size > 0 ? [difference('document', m, m.data, [...changes.values()])] : [];
}
const lookUp = (t: TenantConfiguration, table: string, connection: string, word: string): string | undefined =>
  (table === 'account' ? accountMapping(t, connection, word) : mappingOf(t, table, connection, word)?.own);
