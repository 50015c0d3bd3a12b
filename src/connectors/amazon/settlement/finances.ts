/**
 * Transactions of the Finances API 2024-06-19: a page, several, or the bare list. What is released moved the account; what
 * is deferred is earned and not yet payable, and becomes a statement of its own that is taken back next month. A
 * transaction that was deferred and has been released is the release's other name, not a second sale.
 */
import { z } from 'zod';
import type { ConnectionId, ExternalId } from '#domain/brand.ts';
import { same, sum, type Currency, type Money } from '#domain/measure.ts';
import type { Payout, PayoutClass } from '#domain/payout.ts';
import { timestamp } from '#domain/time.ts';
import { read } from '../../parse.ts';
import { decimalAt } from '../../statement/json.ts';
import { already, jsonIn } from '../../statement/json-lists.ts';
import type { Source } from '../../statement/source.ts';
import { allPages } from '../../statement/whole-list.ts';
import { agree, payoutOf, PayoutLines, type About } from '../../statement/payouts.ts';
import { currencyAt } from '../../statement/written.ts';
import { classify } from './classes.ts';

const Amount = z.object({ currencyCode: z.string(), currencyAmount: z.string() });
interface Node { breakdownType: string; breakdownAmount: z.infer<typeof Amount>; breakdowns?: Node[] | null | undefined }
const Node: z.ZodType<Node> = z.lazy(() => z.object({
  breakdownType: z.string(), breakdownAmount: Amount, breakdowns: z.array(Node).nullish(),
}));
const Related = z.array(z.object({ relatedIdentifierName: z.string(), relatedIdentifierValue: z.string() })).nullish();
const Transaction = z.object({
  transactionType: z.string(), transactionId: z.string(), transactionStatus: z.string().nullish(), description: z.string().nullish(),
  postedDate: z.string(), totalAmount: Amount, relatedIdentifiers: Related, breakdowns: z.array(Node).nullish(),
  marketplaceDetails: z.object({ marketplaceName: z.string().nullish() }).nullish(),
  items: z.array(z.object({
    totalAmount: Amount.nullish(), breakdowns: z.array(Node).nullish(),
    contexts: z.array(z.object({ sku: z.string().nullish(), quantityShipped: z.string().nullish() })).nullish(),
    relatedIdentifiers: z.array(z.object({ itemRelatedIdentifierName: z.string(), itemRelatedIdentifierValue: z.string() })).nullish(),
  })).nullish(),
});
type Transaction = z.infer<typeof Transaction>;
const List = z.array(already(Transaction));
const Answer = z.object({ transactions: List, nextToken: z.string().nullish() });
const Page = z.union([z.object({ payload: Answer }).transform((p) => p.payload), Answer]);
const Whole = z.union([Page.transform((p) => [p]), z.array(Page), List.transform((transactions) => [{ transactions, nextToken: null }])])
  .transform((pages) => {
    allPages(pages.map((p) => ({ more: p.nextToken })), 'hand over all pages in one file, [{"payload": …}, {"payload": …}]');
    return pages.flatMap((p) => p.transactions);
  });

export const isFinances = (text: string): boolean => /"transactionType"/.test(text) && /"(totalAmount|transactions)"/.test(text);

export async function readFinances(connection: ConnectionId, source: Source): Promise<Payout[]> {
  const moved = new Map<string, PayoutLines>();
  const deferred = new Map<string, PayoutLines>();
  const seen = new Set<string>();
  for (const [at, t] of read(Whole, await jsonIn(source, { '[]': Transaction, transactions: Transaction })).entries()) {
    if (t.transactionStatus === 'DEFERRED_RELEASED' || seen.has(t.transactionId)) continue; // Pages may overlap.
    seen.add(t.transactionId);
    const into = t.transactionStatus === 'DEFERRED' ? deferred : moved;
    const unit = currencyAt(t.totalAmount.currencyCode, at + 1);
    const lines = into.get(unit) ?? new PayoutLines(unit);
    into.set(unit, lines);
    take(lines, t, at);
  }
  const made = (kind: 'balance' | 'deferral') => ([unit, lines]: [string, PayoutLines]): Payout[] => {
    if (lines.lines.length === 0) return [];
    const external = `${kind === 'deferral' ? 'deferred ' : ''}${lines.first!.slice(0, 10)}..${lines.last!.slice(0, 10)} ${unit}`;
    return [payoutOf(lines, { connection, kind, depositDate: lines.last!, external })];
  };
  return [...[...moved].flatMap(made('balance')), ...[...deferred].flatMap(made('deferral'))];
}

function take(lines: PayoutLines, t: Transaction, at: number): void {
  const where = `transactions[${at}]`;
  const named = (name: string) => t.relatedIdentifiers?.find((r) => r.relatedIdentifierName === name)?.relatedIdentifierValue;
  const [order, shipment, refund] = ['ORDER_ID', 'SHIPMENT_ID', 'REFUND_ID'].map(named);
  const about: About = {
    postedAt: timestamp(t.postedDate), reference: t.transactionId as ExternalId, ...(order && { order: order as ExternalId }),
    ...(shipment && { shipment: shipment as ExternalId }), ...(refund && { refund: refund as ExternalId }),
    ...(t.marketplaceDetails?.marketplaceName && { marketplace: t.marketplaceDetails.marketplaceName }),
  };
  const total = decimalAt(t.totalAmount.currencyAmount, lines.unit, `${where}.totalAmount`);
  const leaves = leavesOf(t, { unit: lines.unit, total, where });
  agree(at + 1, leaves.map((l) => l.amount), total, `the breakdowns of transaction ${t.transactionId}`);
  for (const { path, amount, more } of leaves)
    lines.add(classOf(t, path), amount, [t.transactionType, ...path].join('/'), { ...about, ...more });
}

interface Leaf { readonly path: readonly string[]; readonly amount: Money; readonly more?: About }

/** Of the items when they are all of it, because they name what was sold; else of the transaction. */
function leavesOf(t: Transaction, at: { unit: Currency; total: Money; where: string }): Leaf[] {
  const items = (t.items ?? []).flatMap((item) => {
    const context = item.contexts?.find((c) => c.sku);
    const id = item.relatedIdentifiers?.find((r) => r.itemRelatedIdentifierName === 'ORDER_ADJUSTMENT_ITEM_ID')?.itemRelatedIdentifierValue;
    const more: About = { ...(context?.sku && { sku: context.sku }), ...(id && { lineItem: id as ExternalId }),
      ...(/^\d{1,9}$/.test(context?.quantityShipped ?? '') && { quantity: Number(context!.quantityShipped) }) };
    return (item.breakdowns ?? []).flatMap((node) => below(node, [], at)).map((leaf) => ({ ...leaf, more }));
  });
  const whole = (t.breakdowns ?? []).flatMap((node) => below(node, [], at));
  const isAll = (some: readonly Leaf[]) => some.length > 0 && same(sum(at.unit, some.map((l) => l.amount)), at.total);
  if (isAll(items)) return items;
  if (whole.length > 0) return whole;
  return [{ path: [t.description ?? 'Total'], amount: at.total }];
}

/** A node whose parts are not all of it is a leaf itself. */
function below(node: Node, above: readonly string[], at: { unit: Currency; where: string }): Leaf[] {
  const path = [...above, node.breakdownType];
  const amount = decimalAt(node.breakdownAmount.currencyAmount, at.unit, `${at.where} ${path.join('/')}`);
  const parts = (node.breakdowns ?? []).flatMap((child) => below(child, path, at));
  return parts.length > 0 && same(sum(at.unit, parts.map((p) => p.amount)), amount) ? parts : [{ path, amount }];
}

const TYPES: Readonly<Record<string, string>> = {
  Shipment: 'Order', GuaranteeClaim: 'A-to-z Guarantee Refund', Chargeback: 'Chargeback Refund',
};
const SALES = /^(sales|tax|product ?charges|refunds)$/i;
const FULFILLMENT = /fba|fulfill?ment/i;

/** The words are those of the settlement report, under groups of their own; the group decides where the word does not. */
function classOf({ transactionType, description }: Transaction, path: readonly string[]): PayoutClass {
  const type = TYPES[transactionType] ?? transactionType;
  const refund = type === 'Refund';
  const leaf = path.at(-1) ?? '';
  if (transactionType === 'Transfer') return 'transfer';
  if (/^(Product ?Charges|OurPricePrincipal|Principle)$/i.test(leaf)) return refund ? 'refund' : 'sale';
  const sold = path.some((word) => SALES.test(word));
  const found = classify(type, sold ? 'ItemPrice' : 'ItemFees', leaf.replace(/^OurPrice/, ''));
  if (found !== 'unknown') return found;
  if (/ProductAds|Advertising/i.test(transactionType)) return 'advertising';
  return byGroup(path, { refund, sold }) ?? classify(type, description ?? '', leaf);
}

function byGroup(path: readonly string[], { refund, sold }: { refund: boolean; sold: boolean }): PayoutClass | undefined {
  const under = (words: RegExp) => path.some((word) => words.test(word));
  if (under(/promo|discount/i)) return refund ? 'refund-promotion' : 'promotion';
  if (under(/withheld/i)) return 'facilitator-tax';
  if (sold && /tax/i.test(path.at(-1) ?? '')) return refund ? 'refund-tax' : 'tax';
  return under(FULFILLMENT) && under(/expenses|fees/i) ? 'fulfillment-fee' : undefined;
}
