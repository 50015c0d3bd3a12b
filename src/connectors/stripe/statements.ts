/**
 * Movements to payouts. Of automatic payouts Stripe says what each is made of: one payout each, and where the
 * payout's own row is there too, it must be the sum of the others. Of payouts made by hand nobody can say that:
 * then the file is a statement of the balance, and payouts are withdrawals from it.
 */
import { stop } from '#domain/fault.ts';
import { add, subtract, toDecimal, zero, type Money } from '#domain/measure.ts';
import type { Payout } from '#domain/payout.ts';
import type { ConnectionId } from '#domain/brand.ts';
import type { News } from '../contract.ts';
import { payoutOf, PayoutLines, said } from '../statement/payouts.ts';
import { book, isPayout, type Movement } from './movement.ts';

/** Gathers the movements of one file, in any order. */
export class Statements {
  private readonly payouts = new Map<string, { lines: PayoutLines; own: Money | undefined; paidAt: string }>();
  private readonly balances = new Map<string, PayoutLines>();
  private readonly connection: ConnectionId;
  private readonly whole: boolean;
  private waiting = 0;

  /** `whole`: no movement but payouts names a payout, so the file is a statement of the balance. */
  constructor(connection: ConnectionId, whole: boolean) {
    this.connection = connection;
    this.whole = whole;
  }

  take(m: Movement): void {
    if (this.whole) return book(this.balance(m), m);
    if (m.payout === undefined) this.waiting += 1;
    else if (isPayout(m)) {
      const of = this.payout(m.payout, m);
      of.own = add(of.own ?? zero(m.unit), m.net);
      of.paidAt = m.paidAt ?? m.at;
    } else book(this.payout(m.payout, m).lines, m);
  }

  /** `stated`: what a payout's own object says. */
  news(stated: ReadonlyMap<string, { net: Money; date: string }> = new Map()): News[] {
    const paid = [...this.payouts].filter(([, { lines }]) => lines.lines.length > 0).map(([id, of]) => {
      const net = stated.get(id)?.net ?? (of.own ? subtract(zero(of.lines.unit), of.own) : of.lines.total());
      return said(checked(payoutOf(of.lines, {
        connection: this.connection, external: id, depositDate: stated.get(id)?.date ?? of.paidAt, net,
      })));
    });
    const kept = [...this.balances.values()].filter((b) => b.lines.length > 0).map((b) => said(payoutOf(b, {
      connection: this.connection, external: `${b.first?.slice(0, 10)}..${b.last?.slice(0, 10)} ${b.unit}`, kind: 'balance',
      depositDate: b.last ?? '', net: b.total(),
    })));
    const news = [...paid, ...kept];
    if (news.length > 0) return news;
    if (this.waiting > 0) return [{ said: 'nothing', why: `${this.waiting} movements are in no payout yet` }];
    throw stop.malformed('the file holds no movement of a balance');
  }

  private balance(m: Movement): PayoutLines {
    const kept = this.balances.get(m.unit) ?? new PayoutLines(m.unit);
    this.balances.set(m.unit, kept);
    return kept;
  }
  private payout(id: string, m: Movement) {
    const kept = this.payouts.get(id) ?? { lines: new PayoutLines(m.unit), own: undefined, paidAt: m.paidAt ?? m.at };
    if (kept.lines.unit !== m.unit) throw stop.malformed(`line ${m.line}: ${m.unit} in payout ${id}, which is in ${kept.lines.unit}`);
    this.payouts.set(id, kept);
    if (m.paidAt) kept.paidAt = m.paidAt;
    return kept;
  }
}

function checked(payout: Payout): Payout {
  if (payout.external === '') throw stop.malformed(`a payout of ${toDecimal(payout.net)} without an id`);
  return payout;
}
