/** Not a cent is left over: what was paid less what went back is what was invoiced less what was credited, whenever units are refunded. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { brand, type ExternalId } from '#domain/brand.ts';
import { eur, later, line, order, refund } from '#domain/order.fixture.ts';
import type { Order, Refund } from '#domain/order.ts';
import { brokenLaw } from './order-to-cash.laws.fixture.ts';
import { wander, type Event } from './order-to-cash.world.fixture.ts';

interface Plan {
  readonly quantity: number; readonly net: number; readonly taxes: readonly number[];
  readonly gone: readonly { readonly units: number; readonly up: boolean; readonly restock: 'cancel' | 'return' }[];
}
const sold = ({ quantity, net, taxes }: Plan, cancelled: number) => line('A', quantity, net, { cancelled,
  taxes: taxes.map((t, i) => ({ title: `t${i}`, amount: eur(t), liable: 'seller' as const })) });
const placed = (plan: Plan): Order => order({ lines: [sold(plan, 0)], shipping: [] });

/** A channel that rounds each refund by its own rule, and shows the units of it as no longer wanted when they had not left. */
function refunds(plan: Plan): Event[] {
  let [units, cancelled] = [0, 0];
  return plan.gone.flatMap(({ units: n, up, restock }, i): Event[] => {
    const some = Math.min(n, plan.quantity - 1 - units);
    if (some <= 0) return [];
    units += some;
    if (restock === 'cancel') cancelled += some;
    const share = (all: number) => (up ? Math.ceil : Math.floor)((all * some) / plan.quantity);
    const back: Refund = refund(`R${i}`, [{ lineId: brand<ExternalId>('A'), quantity: some, net: eur(share(plan.net)),
      tax: eur(share(plan.taxes.reduce((a, b) => a + b, 0))), restock }]);
    const { total: _total, ...rest } = later(placed(plan), i + 1, { lines: [sold(plan, cancelled)] });
    return [{ is: 'refunded', refund: back }, { is: 'changed', order: order(rest) }];
  });
}

const plans: fc.Arbitrary<Plan> = fc.record({
  quantity: fc.integer({ min: 2, max: 6 }), net: fc.integer({ min: 0, max: 5000 }), taxes: fc.array(fc.integer({ min: 0, max: 700 }), { maxLength: 2 }),
  gone: fc.array(fc.record({ units: fc.integer({ min: 1, max: 2 }), up: fc.boolean(), restock: fc.constantFrom('cancel', 'cancel', 'return') }), { minLength: 1, maxLength: 3 }),
});
const amounts = (r: Refund): bigint => r.lines.reduce((n, l) => n + l.net.count + l.tax.count, 0n);

it('whatever a channel rounds, and whenever it refunds units that never leave', () => {
  let told = 0;
  fc.assert(fc.property(plans, fc.infiniteStream(fc.nat()), (plan, dice) => {
    const events = refunds(plan);
    const end = wander(placed(plan), events, { refuses: false, shorts: false, erp: true, whenShort: 'backorder', papers: true },
      (ways) => (dice.next().value as number) % ways);
    const ways = end.heard.join(' → ');
    assert.equal(brokenLaw(end), undefined, ways);
    if (end.sent === 0 || Object.keys(end.state.exceptions).length > 0) return;
    told += 1;
    const back = end.state.claims.reduce((n, c) => n + amounts(c.refund), 0n);
    assert.equal(end.invoiced - end.credited, placed(plan).total.count - back, ways);
  }), { numRuns: 150, seed: Number(process.env['SEED'] ?? 20_261_121) });
  assert.ok(told > 40, `${told} ways ended with goods at the buyer`);
});
