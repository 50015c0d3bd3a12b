/** How a register's day ends in POSLog: its till is settled with sums and counted cash, then the business day ends. */
import { due, lineAmount, lineTax, type SoldLine, type Terms, type Ticket, type TicketKey } from './ticket.ts';
import { amount, head, localTime, tag, text } from './write.ts';

const standing = (t: Ticket): SoldLine[] => t.lines.filter((l) => !l.voided);
const net = (l: SoldLine, terms: Terms): number => lineAmount(l) - (terms.taxIncluded ? lineTax(l, terms) : 0);

interface Settled { readonly tickets: readonly Ticket[]; readonly terms: Terms; readonly over: number }
/** What counts: gift cards are no sale, and what is practised or cancelled never was. */
export function tillSettle(key: TicketKey, at: Date, { tickets, terms, over }: Settled): string {
  const counted = tickets.filter((t) => !t.training && !t.cancelled);
  const sum = (kind: SoldLine['kind'], of: (l: SoldLine) => number) =>
    counted.flatMap(standing).filter((l) => l.kind === kind && !l.giftCard).reduce((n, l) => n + of(l), 0);
  // The drawer is counted also on a day on which everybody paid by card.
  const types = new Set([...counted.flatMap((t) => t.tenders.map((x) => x.type)), ...(over === 0 ? [] : ['Cash' as const])]);
  const tenders = [...types].map((type) => {
    const taken = counted.reduce((n, t) => n + takenBy(t, type, terms), 0);
    const difference = type === 'Cash' && over !== 0 ? tag(over > 0 ? 'Over' : 'Short', amount('Amount', Math.abs(over), terms)) : '';
    return tag('TenderSummary', tag('Sales', amount('Amount', taken, terms)) + difference, ` TenderType="${type}"`);
  });
  const totals = tag('TransactionCount', counted.length) + amount('TotalNetSalesAmount', sum('sale', (l) => net(l, terms)), terms) +
    amount('TotalNetReturnAmount', sum('return', (l) => net(l, terms)), terms) +
    amount('TotalTaxAmount', sum('sale', (l) => lineTax(l, terms)) - sum('return', (l) => lineTax(l, terms)), terms);
  return tag('Transaction', head(key, at, terms) + tag('TenderControlTransaction', tag('TillSettle', totals + tenders.join(''))));
}

/** Change is given in cash, whatever was paid with. */
function takenBy(t: Ticket, type: Ticket['tenders'][number]['type'], terms: Terms): number {
  const given = t.tenders.filter((x) => x.type === type).reduce((n, x) => n + x.amount, 0);
  const change = t.tenders.reduce((n, x) => n + x.amount, 0) - due(t.lines, terms) - (t.tip ?? 0);
  return given - (type === 'Cash' && change > 0 ? change : 0);
}

/** The end of a register's day. */
export const endOfDay = (key: TicketKey, at: Date, terms: Terms): string => tag('Transaction', head(key, at, terms) +
  tag('ControlTransaction', tag('BusinessEOD', tag('EndDateTimestamp', localTime(at, terms.zone)))));

export const paidOut = (key: TicketKey, at: Date, { terms, cents, reason }: { terms: Terms; cents: number; reason: string }): string =>
  tag('Transaction', head(key, at, terms) + tag('TenderControlTransaction',
    tag('PaidOut', amount('Amount', cents, terms) + tag('ReasonCode', text(reason)))));
