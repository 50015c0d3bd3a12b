/** The same laws over long random ways: many units, many facts, every partner answering in its own time. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { brand, type ExternalId, type LocationId } from '#domain/brand.ts';
import { eur, later, line, order, refund, refundLine } from '#domain/order.fixture.ts';
import type { Order } from '#domain/order.ts';
import type * as m from '#domain/messages.ts';
import type { PlacementPart } from '#domain/placement-messages.ts';
import { brokenLaw } from './order-to-cash.laws.fixture.ts';
import { wander, type Event } from './order-to-cash.world.fixture.ts';
import { near, orderId, partly } from './order-to-cash.fixture.ts';
import type { In } from './order-to-cash/state.ts';
import { waitsFor } from './order-to-cash/waits.ts';

const bought = order({ lines: [line('A', 5, 2500)], shipBy: brand('2026-03-09T10:00:00.000Z') });
const editedTo = (minute: number, quantity: number, cancelled: number, cents: number): Order => {
  const { total: _total, ...rest } = later(bought, minute, { lines: [line('A', quantity, quantity * cents, { cancelled })] });
  return order(rest);
};
const heard = (message: In): Event => ({ is: 'heard', message });
const held = (n: number, minute: number): In => {
  const part: PlacementPart = { external: brand('7'), holds: [{ kind: 'merchant', detail: 'other' }],
    lines: [{ lineId: brand<ExternalId>('A'), quantity: n }] };
  return { type: 'PlacementSeen', data: { orderId, at: brand(`2026-03-01T12:${String(minute).padStart(2, '0')}:00.000Z`), parts: n > 0 ? [part] : [] } };
};
/** Somebody at the channel has it sent from another place. */
const movedTo = (to: string, minute: number): In => ({ type: 'PlacementSeen', data: {
  ...(held(0, minute).data as m.PlacementSeen['data']), only: brand('9'), movedTo: brand<LocationId>(to) } });
/** A channel counts all units ever ordered of a line, and of them those no longer wanted; and has one content at a time. */
function asAChannel(events: readonly Event[]): Event[] {
  let [quantity, gone] = [5, 0];
  return events.map((e, i): Event => {
    const [now] = e.is === 'changed' ? e.order.lines : [];
    if (!now) return e;
    if (now.quantity > 5) quantity += now.quantity - 5;
    gone = Math.max(gone, Math.min(quantity, now.cancelled));
    return { is: 'changed', order: editedTo(i + 1, quantity, gone, 500) };
  });
}
const minute = fc.integer({ min: 1, max: 50 });
const event: fc.Arbitrary<Event> = fc.oneof(
  fc.constantFrom<Event>({ is: 'wish' }, { is: 'arrived' }, { is: 'arrived' }, heard(near('ship', '2026-03-09T10:00:00.000Z'))),
  fc.tuple(minute, fc.integer({ min: 0, max: 5 })).map(([at, cancelled]): Event => ({ is: 'changed', order: editedTo(at, 5, cancelled, 500) })),
  fc.tuple(minute, fc.integer({ min: 5, max: 8 })).map(([at, quantity]): Event => ({ is: 'changed', order: editedTo(at, quantity, 0, 500) })),
  fc.tuple(fc.integer({ min: 1, max: 3 }), fc.constantFrom('w1', 'w2', 'w3')).map(([n, name]) => heard(partly({ A: n }, name))),
  fc.constantFrom('w1', 'w2', 'w3', 'order', 'order').map((wish) => heard({ type: 'CancellationWithdrawn', data: { orderId, wish } })),
  fc.tuple(minute, fc.constantFrom('main-1', 'store')).map(([at, to]) => heard(movedTo(to, at))),
  fc.tuple(fc.integer({ min: 1, max: 2 }), fc.uuid(), fc.constantFrom('return', 'cancel', 'none')).map(([n, name, restock]): Event =>
    ({ is: 'refunded', refund: refund(name, [refundLine('A', n, 500 * n, restock)], { shipping: eur(50) }) })),
  fc.constantFrom('CreateErpOrder', 'AmendErpOrder', 'RequestFulfillment', 'CancelFulfillment', 'CancelChannelOrder', 'CancelChannelLines')
    .map((wish): Event => ({ is: 'abandoned', wish: wish as never })),
);
const day = fc.record({
  events: fc.array(event, { minLength: 1, maxLength: 7 }), off: fc.boolean(), hold: fc.option(fc.integer({ min: 1, max: 5 })),
  refuses: fc.boolean(), shorts: fc.boolean(), erp: fc.boolean(), whenShort: fc.constantFrom('backorder' as const, 'cancel' as const),
  dice: fc.infiniteStream(fc.nat()),
});

it('whatever is asked, edited, held, cancelled and refunded, in whatever order it comes', () => {
  fc.assert(fc.property(day, ({ events, off, hold, dice, ...options }) => {
    const own = asAChannel(events);
    const all = [...own, ...(off ? [{ is: 'cancelled' } as const] : []), ...(hold ? [heard(held(hold, 1)), heard(held(0, 2))] : [])];
    const end = wander(bought, all, { ...options, papers: true }, (ways) => (dice.next().value as number) % ways);
    const fault = brokenLaw(end);
    assert.equal(fault, undefined, [fault, end.heard.join(' → '), ...waitsFor(end.state)].join('\n'));
  }), { numRuns: 400, seed: Number(process.env['SEED'] ?? 20_261_121) });
});
