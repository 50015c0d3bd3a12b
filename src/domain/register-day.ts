/**
 * A register's day: what its tickets took in, by what becomes of it in the books, and what its Z report says of them. The
 * business date is the register's: what is rung up after midnight belongs to the day before, until that is closed.
 */
import type { ConnectionId, ExternalId, LocalDate, Timestamp } from './brand.ts';
import { add, measure, sum, toDecimal, zero, type Currency, type Money } from './measure.ts';
import type { Tender } from './order.ts';

export interface RegisterPlace {
  readonly connection: ConnectionId; readonly store: string; readonly register: string;
  readonly date: LocalDate;
  readonly currency: Currency;
}
/**
 * What a ticket or a drawer did, above zero but for tenders, rounding and `over`, which have their sign: a tender that is paid
 * out is below zero, and so is cash that was counted less than should be there. `of`: which tax, which provider, why.
 */
export const TAKINGS = [
  'sale', 'discount', 'tax', 'return', 'return-tax', 'gift-card-sold', 'tip', 'rounding', 'tender', 'pay-in', 'pay-out',
    'tip-out', 'drop', 'float', 'over',
  'unexplained',
] as const;
export interface Taking {
  readonly kind: (typeof TAKINGS)[number];
  readonly amount: Money;
  readonly of?: string;
  /** Of a tender. */
  readonly method?: Tender['method'];
}
export interface RegisterRecord {
  readonly place: RegisterPlace;
  readonly external: ExternalId;
  readonly kind: 'ticket' | 'drawer';
  readonly at: Timestamp;
  readonly takings: readonly Taking[];
}
/** What a Z report states; whatever it leaves out is not compared. */
export interface ZReport {
  readonly place: RegisterPlace;
  readonly external: ExternalId;
  readonly at: Timestamp;
  readonly tickets?: number;
  /** After discounts, without taxes, returns not taken off. */
  readonly sales?: Money;
  readonly returns?: Money;
  readonly tax?: Money;
  /** What came in less what went out, by means of payment. */
  readonly tenders?: readonly { readonly method: Tender['method']; readonly amount: Money }[];
  /** Cash that was counted more than should be there; less is below zero. */
  readonly over?: Money;
}

const CREDITS: ReadonlySet<Taking['kind']> = new Set(['sale', 'tax', 'gift-card-sold', 'tip', 'rounding', 'unexplained']);
const DEBITS: ReadonlySet<Taking['kind']> = new Set(['discount', 'return', 'return-tax']);

/**
 * What was sold and what was paid for it, made one: what is left over is rounding as far as the register rounds, and
 * unexplained beyond. Drawer movements are outside of it.
 */
export function balanced(takings: readonly Taking[], unit: Currency, bound: bigint): Taking[] {
  const total = (some: readonly Taking[]) => sum(unit, some.map((t) => t.amount)).count;
  const owed = total(takings.filter((t) => CREDITS.has(t.kind))) - total(takings.filter((t) => DEBITS.has(t.kind)));
  const off = total(takings.filter((t) => t.kind === 'tender')) - owed;
  if (off === 0n) return [...takings];
  const small = (off < 0n ? -off : off) <= bound;
  return [...takings, { kind: small ? 'rounding' : 'unexplained', amount: measure(off, unit), ...(small && { of: 'of the ticket' }) }];
}

/** One of each kind, name and method. */
export function addedUp(takings: readonly Taking[]): Taking[] {
  const groups = Map.groupBy(takings, (t) => [t.kind, t.of ?? '', t.method ?? ''].join('|'));
  return [...groups.values()].map((some) => ({ ...some[0]!, amount: some.map((t) => t.amount).reduce(add) }))
    .filter((t) => t.amount.count !== 0n);
}

/** What the tickets come to, in the words of a Z report. */
export function cameTo(records: readonly Pick<RegisterRecord, 'kind' | 'takings'>[], unit: Currency) {
  const tickets = records.filter((r) => r.kind === 'ticket');
  const all = tickets.flatMap((r) => r.takings);
  const of = (...kinds: Taking['kind'][]) => sum(unit, all.filter((t) => kinds.includes(t.kind)).map((t) => t.amount));
  const less = (a: Money, b: Money) => measure(a.count - b.count, unit);
  return {
    tickets: tickets.length, sales: less(of('sale'), of('discount')), returns: of('return'), tax: less(of('tax'), of('return-tax')),
    tender: (method: Tender['method']) => sum(unit, all.filter((t) => t.kind === 'tender' && t.method === method).map((t) => t.amount)),
  };
}

/** Everything that the Z reports state and the tickets do not come to, each with its difference; none: they agree. */
export function disagreements(
  reports: readonly ZReport[], records: readonly Pick<RegisterRecord, 'kind' | 'takings'>[], unit: Currency,
): string[] {
  const came = cameTo(records, unit);
  const sure = reports.filter(states);
  const wrong: string[] = [];
  const compare = (what: string, wanted: bigint, there: bigint, words: (n: bigint) => string) => {
    if (wanted !== there)
      wrong.push(`${what}: the Z says ${words(wanted)}, the tickets come to ${words(there)}; difference ${words(there - wanted)}`);
  };
  const money = (count: bigint) => `${toDecimal(measure(count, unit))} ${unit}`;
  const all = <T>(of: (z: ZReport) => T | undefined): T[] | undefined => {
    const stated = sure.map(of);
    return stated.length > 0 && stated.every((s) => s !== undefined) ? stated as T[] : undefined;
  };
  const tickets = all((z) => z.tickets);
  if (tickets) compare('tickets', BigInt(tickets.reduce((a, b) => a + b, 0)), BigInt(came.tickets), String);
  for (const what of ['sales', 'returns', 'tax'] as const) {
    const stated = all((z) => z[what]);
    if (stated) compare(what, sum(unit, stated).count, came[what].count, money);
  }
  const tenders = all((z) => z.tenders)?.flat();
  if (tenders)
    for (const [method, some] of Map.groupBy(tenders, (t) => t.method))
      compare(method, some.map((t) => t.amount).reduce(add, zero(unit)).count, came.tender(method).count, money);
  return wrong;
}
/** A Z that states nothing can neither agree nor disagree. */
export const states = (z: ZReport): boolean =>
  z.tickets !== undefined || z.sales !== undefined || z.tax !== undefined || z.returns !== undefined || (z.tenders?.length ?? 0) > 0;
