/**
 * The laws of returns over long random ways: the channel, a returns platform, a register, the warehouse and people tell what
 * they know in any order, the channel pays or is given up, and what it paid is shown late. Returned never exceeds what left,
 * each means of payment gives back at most what it paid, and a unit is refunded by us once.
 */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { brand, type ExternalId } from '#domain/brand.ts';
import { run } from '#domain/workflow.ts';
import { eur, refund } from '#domain/order.fixture.ts';
import type { Refund } from '#domain/order.ts';
import type { SettledClaim } from '#domain/return.ts';
import {
  authorised, closed, credit, declined, inspected, orderId, overdue, paid, received, requested, sale, sent, TERMS, terms,
} from './return-to-refund.fixture.ts';
import { returnToRefund } from './return-to-refund.ts';
import { initial, type In, type Out, type State } from './return-to-refund/state.ts';

type Wish = Extract<Out, { type: 'RefundReturn' }>;
/** What is true outside, and what of it the workflow has been told. */
interface World {
  state: State;
  readonly left: { A: number; B: number };
  readonly claims: SettledClaim[];
  readonly made: Refund[];
  readonly wishes: Wish[];
  readonly said: Out[];
  known: readonly Refund[];
}
type Act = (w: World) => void;

const PAID: Readonly<Record<string, bigint>> = { card: 2006n, 'gift-card': 600n };
const amountBack = (refunds: readonly Refund[], method: string): bigint =>
  refunds.flatMap((r) => r.tenders).filter((t) => t.method === method && t.state !== 'failed').reduce((n, t) => n + t.amount.count, 0n);
const units = (of: readonly { readonly lineId: string; readonly quantity: number }[], lineId: string): number =>
  of.filter((l) => l.lineId === lineId).reduce((n, l) => n + l.quantity, 0);

function hear(w: World, message: In): void {
  const step = run(returnToRefund, w.state, message);
  if (message.type === 'SaleTold') w.known = message.data.sale?.order.refunds ?? [];
  for (const out of step.send) {
    w.said.push(out);
    if (out.type === 'RefundReturn') asked(w, out);
    // The order book records what is told of a refund, once; the sale is told again with it.
    if (out.type === 'RefundSeen') book(w, out.data.refund, true);
  }
  w.state = step.state;
  assert.deepEqual(run(returnToRefund, w.state, message).send, [], `${message.type} again is silent`);
}
function book(w: World, made: Refund, comesBack: boolean): void {
  assert.ok(!w.made.some((r) => r.external === made.external), `${made.external} is one refund`);
  w.made.push(made);
  w.claims.push({ refund: made.external, lines: made.lines.map((l) => ({ lineId: l.lineId, quantity: l.quantity, comesBack })) });
}
/** Within what was paid as far as it was known, and never for units that are not here. */
function asked(w: World, wish: Wish): void {
  const ours = [...w.wishes, wish].filter((x) => !w.known.some((r) => r.external.startsWith(`CR-${x.data.key}`)));
  for (const [method, most] of Object.entries(PAID)) {
    const mine = ours.flatMap((x) => x.data.tenders).filter((t) => t.method === method).reduce((n, t) => n + t.amount.count, 0n);
    // What the channel gave meanwhile is a fact; nothing more is asked of a means of payment that has nothing left.
    if (wish.data.tenders.some((t) => t.method === method)) assert.ok(mine + amountBack(w.known, method) <= most, `${method} gives back more than it paid`);
  }
  for (const lineId of ['A', 'B']) {
    const came = w.said.flatMap((x) => (x.type === 'GoodsReturned' ? units(x.data.lines, lineId) : 0)).reduce((a, b) => a + b, 0);
    const all = [...w.wishes, wish].reduce((n, x) => n + units(x.data.lines, lineId), 0);
    assert.ok(all <= came, `${all} × ${lineId} refunded by us of ${came} that came back`);
  }
  w.wishes.push(wish);
}

const line = fc.constantFrom<'A' | 'B'>('A', 'B');
const some = fc.tuple(line, fc.integer({ min: 1, max: 3 })).map(([l, n]) => ({ [l]: n }));
const teller = fc.constantFrom(
  { by: 'wms', at: 'main' }, { by: 'store', at: 'store' }, { by: 'platform', at: '' }, { by: 'shop', at: '' }, { by: 'person', at: 'main' });
const found = fc.constantFrom('resaleable' as const, 'damaged' as const, 'destroyed' as const);
const show: Act = (w) => hear(w, sale({ ...w.left }, [...w.claims], [...w.made]));
/** A channel knows what it sold: it pays back shares of lines, from the card, as far as that paid. */
const channelRefunds = (l: 'A' | 'B', n: number, comesBack: boolean): Act => (w) => {
  const before = w.made.reduce((sum, r) => sum + units(r.lines, l), 0);
  const quantity = Math.min(n, w.left[l] - before);
  const [net, tax] = l === 'A' ? [300, 57] : [400, 76];
  const amount = BigInt((net + tax) * quantity);
  if (quantity <= 0 || amountBack(w.made, 'card') + amount > PAID['card']!) return;
  const external = brand<ExternalId>(`SHOP-${w.made.length}`);
  const lines = [{ lineId: brand<ExternalId>(l), quantity, net: eur(net * quantity), tax: eur(tax * quantity), restock: 'return' as const }];
  book(w, refund(external, lines, { tenders: [{ external, method: 'card', amount: eur(Number(amount)), state: 'paid' }] }), comesBack);
};
/** Money for nothing, so that little is left for what comes back. */
const goodwill = (method: 'card' | 'gift-card', percent: number): Act => (w) => {
  const amount = ((PAID[method]! - amountBack(w.made, method)) * BigInt(percent)) / 100n;
  const external = brand<ExternalId>(`KIND-${w.made.length}`);
  if (amount > 0n) book(w, refund(external, [], { adjustment: eur(Number(amount)),
    tenders: [{ external, method, amount: eur(Number(amount)), state: 'paid' }] }), false);
};
/** The channel did as it was asked, and shows it or not; or a person gave it up. */
const answers = (how: 'shown' | 'untold' | 'dropped'): Act => (w) => {
  const wish = w.wishes.find((x) => w.state.refunds.some((r) => r.key === x.data.key && r.work === 'asked'));
  if (!wish) return;
  const { key, lines, tenders } = wish.data;
  if (how === 'dropped') return hear(w, { type: 'WishAbandoned', data: { orderId, wish: 'RefundReturn', key, reason: 'by hand' } });
  const external = brand<ExternalId>(`CR-${key}`);
  if (how === 'shown') book(w, refund(external, lines.map(({ sku: _sku, ...l }) => l),
    { tenders: tenders.map((t) => ({ ...t, state: 'paid' as const })) }), true);
  hear(w, { type: 'ReturnRefunded', data: { orderId, by: brand('shop'), external, key, ...(how === 'untold' && { untold: true }) } });
};
/** The ERP does what it was asked first and has not answered; false when it owes nothing. */
function erpAnswers(w: World): boolean {
  const receipt = w.state.receipts.find((r) => r.record === 'asked');
  const spoilage = w.state.spoilages?.find((x) => x.work === 'asked');
  const by = { orderId, by: brand<never>('erp'), external: brand<ExternalId>('X') };
  if (receipt) hear(w, { type: 'ErpReturnRecorded', data: { ...by, receipt: receipt.id } });
  else if (spoilage) hear(w, { type: 'ErpSpoilageRecorded', data: { ...by, spoilage: spoilage.id } });
  return receipt !== undefined || spoilage !== undefined;
}
const act: fc.Arbitrary<Act> = fc.oneof(
  fc.constant<Act>((w) => void erpAnswers(w)),
  fc.tuple(line, fc.integer({ min: 1, max: 3 })).map(([l, n]): Act => (w) => { w.left[l] = Math.min(w.left[l] + n, l === 'A' ? 3 : 2); }),
  { arbitrary: fc.constant<Act>(show), weight: 3 },
  fc.tuple(some, teller, fc.uuid()).map(([of, where, receipt]): Act => (w) => hear(w, received(of, { ...where, receipt }))),
  fc.tuple(some, found, teller, fc.uuid()).map(([of, what, where, receipt]): Act => (w) => hear(w, inspected(of, what, { ...where, receipt }))),
  fc.tuple(some, teller).map(([of, { by }]): Act => (w) => hear(w, authorised(of, { by }))),
  fc.tuple(some, teller).map(([of, { by }]): Act => (w) => hear(w, requested(of, { by }))),
  fc.constantFrom(sent(), closed(), declined(), closed('shop')).map((m): Act => (w) => hear(w, m)),
  fc.tuple(some, fc.boolean()).map(([of, whole]): Act => (w) => hear(w, credit(whole ? 357 : 100, of))),
  fc.tuple(line, fc.integer({ min: 1, max: 2 }), fc.boolean()).map(([l, n, back]) => channelRefunds(l, n, back)),
  fc.tuple(fc.constantFrom('card' as const, 'gift-card' as const), fc.constantFrom(50, 90, 100)).map(([m, n]) => goodwill(m, n)),
  fc.constantFrom('shown' as const, 'shown' as const, 'untold' as const, 'dropped' as const).map(answers),
  fc.tuple(fc.constantFrom('goods' as const, 'refund' as const), line, fc.integer({ min: 1, max: 3 }))
    .map(([missing, l, n]): Act => (w) => hear(w, overdue(missing, l, n))),
);
const policy = fc.record({
  refund: fc.constantFrom('us' as const, 'us' as const, 'channel' as const), refundOn: fc.constantFrom('receipt' as const, 'inspection' as const),
  approval: fc.constantFrom('none' as const, 'none' as const, 'channel' as const, 'person' as const), expectAll: fc.boolean(),
  feeBasisPoints: fc.constantFrom(0, 1000), shipping: fc.constantFrom('keep' as const, 'our-fault' as const, 'always' as const),
});

function holds(w: World): void {
  for (const lineId of ['A', 'B'] as const) {
    const count = (type: 'GoodsReturned' | 'GoodsRestocked') =>
      w.said.flatMap((x) => (x.type === type ? units(x.data.lines, lineId) : 0)).reduce((a, b) => a + b, 0);
    assert.ok(count('GoodsReturned') <= w.left[lineId], `more of ${lineId} came back than left`);
    assert.ok(count('GoodsRestocked') <= count('GoodsReturned'), `more of ${lineId} was looked at than came back`);
  }
  const keys = w.said.flatMap((x) => ('key' in x.data ? [String(x.data.key)] : []));
  assert.equal(new Set(keys).size, keys.length, 'a wish is made once');
  const seen = w.said.flatMap((x) => (x.type === 'RefundSeen' ? [x.data.refund.external] : []));
  assert.equal(new Set(seen).size, seen.length, 'one refund, told once: one credit memo');
}

/** Units not for sale, by line and place: as found here, and as the ERP was told. */
function spoilt(w: World, lineId: string, location: string): { found: number; told: number } {
  const sum = (of: readonly number[]) => of.reduce((a, b) => a + b, 0);
  return {
    found: sum(w.said.flatMap((x) => (x.type === 'GoodsRestocked' && x.data.location === location
      ? units(x.data.lines.filter((l) => l.disposition !== 'resaleable'), lineId) : 0))),
    told: sum(w.said.flatMap((x) => (x.type === 'RecordErpSpoilage' && x.data.location === location ? units(x.data.lines, lineId)
      : x.type === 'RecordErpReturn' && x.data.location === location
        ? sum(x.data.lines.filter((l) => l.lineId === lineId).map((l) => l.spoiled ?? 0)) : 0))),
  };
}
const PLACES = ['A', 'B'].flatMap((l) => ['main', 'store'].map((at) => [l, at] as const));

it('hold over random ways of facts from every side', () => {
  let [refunds, spoiltUnits] = [0, 0];
  fc.assert(fc.property(policy, fc.array(act, { minLength: 4, maxLength: 24 }), fc.boolean(), (more, acts, gone) => {
    const w: World = { state: initial, left: gone ? { A: 3, B: 2 } : { A: 0, B: 0 }, claims: [], made: [], wishes: [], said: [], known: [] };
    let round = 0;
    for (const one of acts) {
      one(w);
      // Terms are answered at once: asked again for each agreement.
      for (const x of w.said.filter((y) => y.type === 'AssessReturn').slice(round)) {
        round += 1;
        hear(w, terms({ ...TERMS, ...more }, x.data.round));
      }
      holds(w);
    }
    for (const [l, at] of PLACES) assert.ok(spoilt(w, l, at).told <= spoilt(w, l, at).found, `the ERP is told of spoilt ${l} that is not`);
    while (erpAnswers(w));
    // Once it has all receipts, the ERP knows of every unit that is not for sale, once.
    if (w.state.receipts.every((r) => r.record === 'done')) for (const [l, at] of PLACES) {
      const { found, told } = spoilt(w, l, at);
      assert.equal(told, found, `of ${l} at ${at}`);
      spoiltUnits += told;
    }
    refunds += w.wishes.length;
  }), { numRuns: 800, seed: Number(process.env['SEED'] ?? 20_261_121) });
  assert.ok(refunds > 60, `${refunds} refunds by us in all`);
  assert.ok(spoiltUnits > 60, `${spoiltUnits} spoilt units in all`);
  assert.equal(paid.tenders.reduce((n, t) => n + t.amount.count, 0n), 2606n);
});
