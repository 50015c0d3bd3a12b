/**
 * Roll-forwards: what stood on an account when a span began, what every class of document did to it, what stands
 * there when it ends; and that the ledger's balances and the providers' own say the same.
 */
import { toDecimal } from '#domain/measure.ts';
import { daysOf } from '#domain/period.ts';
import { balancesOf, rollForwardRows, statedBalances, type RollRow } from '#store/clearing.ts';
import type { Platform } from '../platform.ts';

/** Accounts that are somebody's word for money that is not there yet, or not ours. */
export const ROLLED = [
  'assets:clearing', 'assets:balance', 'assets:reserve', 'assets:carried-forward', 'assets:deferred', 'assets:cash-on-delivery',
  'assets:disputes', 'assets:exchange', 'assets:withheld-tax', 'liabilities:facilitator-tax', 'liabilities:gift-cards',
  'liabilities:store-credit', 'liabilities:refunds-due', 'liabilities:due-to-marketplace', 'liabilities:loans', 'suspense',
] as const;

/** Amounts are decimal text, debit positive. */
export interface RollForward {
  readonly entity: string; readonly account: string; readonly currency: string; readonly opening: string; readonly debit: string;
  readonly credit: string; readonly closing: string;
  readonly movements: readonly { readonly kind: string; readonly debit: string; readonly credit: string }[];
  /** The postings of all times come to what the ledger's balances say. */
  readonly ties: boolean;
  /** What the provider says it holds, where it says so, and of which statement. */
  readonly stated: string | null; readonly statement: string | null;
}
export interface Rolled { readonly from: string; readonly to: string; readonly rows: readonly RollForward[]; readonly ties: boolean }

export async function rollForward(
  p: Platform, tenant: string, of: { period: string; entity?: string | undefined; roots?: readonly string[] },
): Promise<Rolled> {
  const span = daysOf(of.period);
  const roots = of.roots ?? ROLLED;
  const [rows, balances, stated] = await Promise.all([
    rollForwardRows(p.pool, tenant, { ...span, roots }), balancesOf(p.pool, tenant, roots), statedBalances(p.pool, tenant, span.to),
  ]);
  const off = new Set(untied(rows, balances));
  const said = new Map(stated.map((s) => [`assets:balance:${s.connection} ${s.unit}`, s]));
  const rolled = [...Map.groupBy(rows, (r) => `${r.legal_entity}\n${r.account}\n${r.unit}`).values()].map((mine): RollForward => {
    const { legal_entity: entity, account, unit } = mine[0]!;
    const text = (count: bigint) => toDecimal({ count, unit });
    const sum = (of_: (r: RollRow) => bigint) => mine.reduce((n, r) => n + of_(r), 0n);
    const [opening, debit, credit] = [sum((r) => r.opening), sum((r) => r.debit), sum((r) => r.credit)];
    const word = said.get(`${account} ${unit}`);
    return {
      entity, account, currency: unit, opening: text(opening), debit: text(debit), credit: text(credit),
      closing: text(opening + debit - credit),
      movements: mine.filter((r) => r.debit !== 0n || r.credit !== 0n)
        .map((r) => ({ kind: r.kind, debit: text(r.debit), credit: text(r.credit) })),
      ties: !off.has(`${account} ${unit}`), stated: word ? text(word.closing) : null, statement: word?.external ?? null,
    };
  });
  const shown = rolled.filter((r) =>
    (of.entity === undefined || r.entity === of.entity) && !(isNothing(r.opening) && r.movements.length === 0));
  return { ...span, rows: shown, ties: off.size === 0 && shown.every((r) => r.stated === null || r.stated === r.closing) };
}

const isNothing = (amount: string): boolean => /^-?[0.]+$/.test(amount);

/** Balances are of all entities together, so they are compared with the postings of all. */
function untied(rows: readonly RollRow[], balances: readonly { account: string; unit: string; amount: bigint }[]): string[] {
  const totals = new Map<string, bigint>();
  for (const { account, unit, opening, debit, credit, later } of rows) {
    const name = `${account} ${unit}`;
    totals.set(name, (totals.get(name) ?? 0n) + opening + debit - credit + later);
  }
  const names = new Set([...totals.keys(), ...balances.map((b) => `${b.account} ${b.unit}`)]);
  const stands = new Map(balances.map((b) => [`${b.account} ${b.unit}`, b.amount]));
  return [...names].filter((name) => (totals.get(name) ?? 0n) !== (stands.get(name) ?? 0n));
}
