import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toDecimal } from '#domain/measure.ts';
import { brand } from '#domain/brand.ts';
import { eur, later, line, order, refund, refundLine } from '#domain/order.fixture.ts';
import { isClosed } from './order-to-cash/waits.ts';
import {
  after, asked, cancelled, changed, created, credited, dropped, first, invoiced, only, placed, recalled, recallRefused,
  recorded, refunded, reported, reserved, shipped, story, types, validated, validatedWithoutErp,
} from './order-to-cash.fixture.ts';

const done = [...asked, shipped(), recorded(), reported(), invoiced()];
const part = [...asked, shipped({ A: 1 }), recorded(), reported(), invoiced()];
const back = refunded(refund('R1', [refundLine('A', 1, 333)]));
const goodwill = refunded(refund('R2', [], { adjustment: eur(500) }));
const never = refunded(refund('R3', [refundLine('A', 2, 667, 'cancel')]));
const without = changed(later(first, 5, { lines: [line('A', 3, 1000, { cancelled: 2 }), line('B', 2, 799)] }));

describe('order to cash: refunds', () => {
  it('credits a return with what the channel gave back, once', () => {
    const [memo, ...more] = only(after(done, back, back), 'IssueCreditMemo');
    assert.equal(more.length, 0);
    assert.deepEqual([memo?.data.refund, memo?.data.restock], ['R1', true]);
    assert.equal(toDecimal(memo!.data.amounts.total), '3.96');
    assert.ok(isClosed(story(...done, back, credited('R1')).state));
  });

  it('waits for the invoice of the units it gives back', () => {
    assert.deepEqual(types(after([...asked, shipped()], back)), []);
    assert.deepEqual(types(after([...asked, shipped(), back, recorded()], invoiced())), ['IssueCreditMemo']);
  });

  it('waits with money for nothing until there is an invoice to take it from', () => {
    assert.deepEqual(types(after(asked, goodwill)), []);
    assert.deepEqual(types(after([...asked, goodwill, shipped(), recorded()], invoiced())), ['IssueCreditMemo']);
  });

  it('invoices what the channel’s own figures for a unit that never left leave', () => {
    const paidBack = refunded(refund('R12', [{ ...refundLine('A', 2, 668, 'cancel'), tax: eur(126) }]));
    const story = [placed(), validated(), without, paidBack, reserved({ A: 1, B: 2 }), created];
    const [invoice] = only(after([...story, shipped({ A: 1, B: 2 })], recorded()), 'IssueInvoice');
    const [a] = invoice!.data.amounts.lines;
    assert.deepEqual([toDecimal(a!.net), toDecimal(a!.tax)], ['3.32', '0.64']);
  });

  it('does not take goodwill for a unit that was sent for the price of one that never left', () => {
    const goodwillForOne = refunded(refund('R14', [{ ...refundLine('A', 1, 100, 'none'), tax: eur(0) }]));
    const paidBack = refunded(refund('R15', [{ ...refundLine('A', 1, 334, 'cancel'), tax: eur(64) }]));
    const less = changed(later(first, 5, { lines: [line('A', 3, 1000, { cancelled: 1 }), line('B', 2, 799)] }));
    const start = [placed(), validated(), reserved(), created, shipped({ A: 1 }), recorded(), invoiced(), goodwillForOne, credited('R14')];
    const all = [...start, less, paidBack, recalled(), reserved({ A: 1, B: 2 }, 'main', 2)];
    const stated = only([...story(...all).said] as never, 'AmendErpOrder').at(-1)!.data.amounts.lines[0];
    assert.deepEqual([stated!.quantity, toDecimal(stated!.net), toDecimal(stated!.tax)], [2, '6.66', '1.26']);
  });

  it('credits money for nothing beside tax that the marketplace owes', () => {
    const taxed = order({ lines: [line('A', 3, 1000, { taxes: [{ title: 'NY', amount: eur(80), liable: 'channel' }] }),
      line('B', 2, 799)], tenders: [{ external: brand('t'), method: 'marketplace', provider: 'm', state: 'captured', amount: eur(0) }] });
    const paid = { ...taxed, tenders: taxed.tenders.map((t) => ({ ...t, amount: taxed.total })) };
    const sent = [placed(paid), ...asked.slice(1), shipped(), recorded(), invoiced()];
    assert.equal(only(after(sent, refunded(refund('R13', [], { adjustment: eur(50) }))), 'IssueCreditMemo').length, 1);
  });

  it('needs no memo for units that were never sent: the order states fewer of them', () => {
    const all = story(...asked, without, never, recalled());
    assert.deepEqual(only([...all.said], 'IssueCreditMemo'), []);
    assert.deepEqual(all.state.claims.map((c) => [c.memo, c.unsent]), [['none', [2]]]);
  });

  it('does not take an invoiced unit for the one that was never sent, whichever news came first', () => {
    assert.deepEqual(types(after(part, never)), []);
    assert.deepEqual(types(after(part, refunded(refund('R6', [refundLine('A', 1, 333, 'cancel')])))), []);
    assert.deepEqual(only(after([...part, never], without, recalled()), 'IssueCreditMemo'), []);
  });

  it('takes units that are given up and were never sent for unsent, whatever the channel calls them', () => {
    const kept = refunded(refund('R9', [refundLine('A', 2, 667, 'none')]));
    const shipment = [shipped({ A: 1, B: 2 }, 's1', 2), recorded(), invoiced()];
    assert.deepEqual(only(after(asked, without, kept, recalled(), ...shipment), 'IssueCreditMemo'), []);
    assert.equal(only(after(done, kept), 'IssueCreditMemo').length, 1);
  });

  it('does not take a return for an edit that came too late', () => {
    const r = refund('R10', [refundLine('A', 1, 333)]);
    const less = later(first, 9, { lines: [line('A', 3, 1000, { cancelled: 1 }), line('B', 2, 799)], refunds: [r] });
    assert.deepEqual(types(after(done, changed(less), refunded(r))), ['IssueCreditMemo']);
    assert.deepEqual(types(after(done, changed({ ...less, refunds: [] }))), ['RaiseException']);
  });

  it('credits units that left although they were refunded as cancelled', () => {
    const said = after([...asked, without, never, recallRefused(), shipped(), recorded()], invoiced());
    assert.deepEqual(only(said, 'IssueCreditMemo').map((m) => [m.data.restock, m.data.amounts.lines[0]?.quantity]),
      [[false, 2]]);
  });

  it('counts a unit that was never sent once', () => {
    const one = (name: string) => refunded(refund(name, [refundLine('A', 1, 333, 'cancel')]));
    const less = changed(later(first, 5, { lines: [line('A', 3, 1000, { cancelled: 1 }), line('B', 2, 799)] }));
    const said = after([placed(), validated(), less, reserved(), created, shipped({ A: 2, B: 2 }), recorded()],
      one('R7'), one('R8'), invoiced());
    // The channel gave 3.96 of 11.90 for it and the invoice says 7.92 of the others: two cents that no invoice is left to take.
    assert.deepEqual(only(said, 'IssueCreditMemo').map(({ data: { refund: r, amounts: a } }) =>
      [r, a.lines.map((l) => l.quantity), toDecimal(a.rounding ?? eur(0)), toDecimal(a.total)]),
    [['R7', [], '-0.02', '-0.02'], ['R8', [1], '0.00', '3.96']]);
  });

  it('makes no memo for an order of which nothing was invoiced', () => {
    const all = story(...asked, cancelled, refunded(refund('R4', [refundLine('A', 3, 1000, 'cancel')],
      { shipping: eur(490) })), recalled());
    assert.deepEqual(only([...all.said], 'IssueCreditMemo'), []);
    assert.equal(all.state.claims[0]?.memo, 'none');
  });

  it('credits each invoiced unit once, whatever the refunds add up to', () => {
    const twice = refunded(refund('R5', [refundLine('A', 3, 1000, 'none')]));
    const said = after(done, back, twice);
    assert.deepEqual(only(said, 'IssueCreditMemo').map((m) => m.data.amounts.lines[0]?.quantity), [1, 2]);
  });

  it('makes no memo of nothing but money kept back', () =>
    assert.deepEqual(types(after(done, refunded(refund('R11', [], { adjustment: eur(-500) })))), []));

  it('goes without papers where there is no ERP', () =>
    assert.ok(isClosed(story(placed(), validatedWithoutErp(), reserved(), shipped(), reported(), back).state)));

  it('gives up a refund whose invoice was settled by hand', () => {
    const all = story(...asked, shipped(), recorded(), reported(), dropped('IssueInvoice'), back);
    assert.ok(isClosed(all.state));
    assert.deepEqual(only([...all.said], 'IssueCreditMemo'), []);
  });

  it('remembers a refund that came while the order was still being looked at', () => {
    const early = [placed(), goodwill, validated(), reserved(), created, shipped(), recorded()];
    assert.deepEqual(types(after(early, invoiced())), ['IssueCreditMemo']);
  });
});
