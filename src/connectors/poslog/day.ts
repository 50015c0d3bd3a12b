/**
 * What a ticket took in, by what becomes of it in the books; what tender control did to the drawer; and the Z: a till's
 * settlement with its sums, or the bare end of a business day.
 */
import { brand, type ConnectionId, type ExternalId } from '#domain/brand.ts';
import { add, measure, negate, type Currency, type Money } from '#domain/measure.ts';
import type { Tender } from '#domain/order.ts';
import { balanced, type RegisterPlace, type RegisterRecord, type Taking, type ZReport } from '#domain/register-day.ts';
import { backLines, methodOf, orderLines, type Sold } from './order.ts';
import { contentOf, money, type Ticket } from './ticket.ts';
import { all, child, textOf, within, type Element } from './xml.ts';

const placeOf = (t: Ticket, connection: ConnectionId, currency: Currency): RegisterPlace =>
  ({ connection, store: t.store, register: t.register, date: brand(t.day), currency });
const named = (t: Ticket): ExternalId => brand(`${t.base}~${contentOf(t)}`);

export function recordOf(s: Sold): RegisterRecord {
  const { ticket, lines, unit } = s;
  const takings: Taking[] = [
    ...(lines.sales.length === 0 ? [] : orderLines(s)).flatMap((l): Taking[] => {
      const taxes = l.taxes.map((x): Taking => ({ kind: 'tax', amount: x.amount, of: [x.title, x.rate].filter(Boolean).join(' ') }));
      if (l.giftCard) return [{ kind: 'gift-card-sold', amount: l.taxes.map((x) => x.amount).reduce(add, l.net) }];
      // A discount off a price with tax holds a part of the tax: it stays in the net.
      const off = s.reading.included ? measure(0n, unit) : l.discount;
      return [{ kind: 'sale', amount: add(l.net, off) }, { kind: 'discount', amount: off }, ...taxes];
    }),
    ...backLines(s).flatMap(({ net, tax }): Taking[] => [{ kind: 'return', amount: net }, { kind: 'return-tax', amount: tax }]),
    { kind: 'rounding', amount: lines.rounding, of: 'cash rounding' }, { kind: 'tip', amount: lines.tips },
    ...tendersOf(s).map((t): Taking => ({ kind: 'tender', method: methodOf(t.type), of: t.type, amount: t.amount })),
  ];
  const some = takings.filter((t) => t.amount.count !== 0n);
  const bound = BigInt(lines.sales.length + lines.returns.length + lines.taxes.length);
  return { place: placeOf(ticket, s.channel, unit), external: named(ticket), kind: 'ticket', at: ticket.at,
    takings: balanced(some, unit, bound) };
}

/** A tip that came on top of what was owed came with the means that paid most of it. */
function tendersOf({ lines, reading }: Sold): Sold['lines']['tenders'] {
  if (reading.tipped || lines.tips.count === 0n) return lines.tenders;
  const [most] = lines.tenders.toSorted((a, b) => (a.amount.count > b.amount.count ? -1 : 1));
  return [...lines.tenders, { id: 'tip', type: most?.type ?? 'Other', amount: lines.tips }];
}

const DRAWER: readonly (readonly [RegExp, Taking['kind']])[] = [
  [/^(PaidIn|PayIn|TenderPaidIn)$/, 'pay-in'], [/^(PaidOut|PayOut|TenderPaidOut)$/, 'pay-out'],
  [/^(TipOut|TipPayout|GratuityPaidOut)$/, 'tip-out'],
  [/^(TenderPickup|Pickup|TillPickup|SafeDrop|CashDrop)$/, 'drop'], [/^(TenderLoan|Loan|TillLoan|StartingFloat)$/, 'float'],
];
const magnitude = (m: Money): Money => (m.count < 0n ? negate(m) : m);

/** Cash in or out of the drawer; undefined when the document is something else. */
export function drawerOf(t: Ticket, connection: ConnectionId, unit: Currency): RegisterRecord | undefined {
  const takings = t.body!.children.flatMap((e): Taking[] => {
    const kind = DRAWER.find(([name]) => name.test(e.name))?.[1];
    if (!kind) return [];
    const amounts = within(e).flatMap((x) => all(x, 'Amount', 'TenderAmount')).map((x) => money(x.text.trim() ||
      undefined, unit, `${e.name}.Amount`));
    const total = amounts.flatMap((m) => m ?? []).map(magnitude).reduce(add, measure(0n, unit));
    const why = textOf(e, 'ReasonDescriptionText', 'ReasonCode', 'Reason');
    return total.count === 0n ? [] : [{ kind, amount: total, ...(why && { of: why }) }];
  });
  if (takings.length === 0) return undefined;
  return { place: placeOf(t, connection, unit), external: named(t), kind: 'drawer', at: t.at, takings };
}

/** The Z of a register: settled with its sums, or merely ended. */
export function reportOf(t: Ticket, connection: ConnectionId, unit: Currency): ZReport | undefined {
  const settled = child(t.body, 'TillSettle', 'SessionSettle', 'WorkstationSettle');
  const place = placeOf(t, connection, unit);
  if (settled) return { place, external: named(t), at: t.at, ...totalsOf(settled, unit) };
  return child(t.body, 'BusinessEOD', 'EndOfDay', 'SessionEnd') ? { place, external: named(t), at: t.at } : undefined;
}

function totalsOf(e: Element, unit: Currency): Partial<ZReport> {
  const amount = (...names: readonly string[]) => money(textOf(e, ...names), unit, names[0]!);
  const count = textOf(e, 'TransactionCount', 'RetailTransactionCount');
  const [sales, returns, tax] = [amount('TotalNetSalesAmount'), amount('TotalNetReturnAmount'), amount('TotalTaxAmount')];
  const summaries = all(e, 'TenderSummary');
  const tenders = summaries.flatMap((s) => tenderOf(s, unit));
  const over = summaries.flatMap((s) => [
    ...all(s, 'Over').map((x) => partOf(x, unit)), ...all(s, 'Short').map((x) => negate(magnitude(partOf(x, unit)))),
  ]);
  return {
    ...(count && /^\d+$/.test(count) && { tickets: Number(count) }), ...(sales && { sales }), ...(returns &&
      { returns: magnitude(returns) }),
    ...(tax && { tax }), ...(tenders.length > 0 && { tenders }), ...(over.length > 0 && { over: over.reduce(add) }),
  };
}

const partOf = (e: Element, unit: Currency): Money => money(textOf(e, 'Amount') ?? (e.text.trim() || undefined), unit,
  e.name) ?? measure(0n, unit);
/** What came in less what went out. A part may name its own means of payment. */
function tenderOf(s: Element, unit: Currency): { method: Tender['method']; amount: Money }[] {
  const parts = [...all(s, 'Sales', 'Sale').map((e) => ({ e, amount: partOf(e, unit) })),
    ...all(s, 'Refunds', 'Return', 'Returns').map((e) => ({ e, amount: negate(magnitude(partOf(e, unit))) }))];
  const type = (e: Element) => e.attributes['TenderType'] ?? s.attributes['TenderType'] ?? textOf(s, 'TenderType') ?? 'Other';
  return [...Map.groupBy(parts, ({ e }) => methodOf(type(e)))].map(([method, some]) => ({ method, amount: some.map((p) =>
    p.amount).reduce(add) }));
}
