import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { brand, type LocalDate } from '../brand.ts';
import { suggested } from '../chart.ts';
import { amountsFor, amountsForRefund, amountsOfOrder } from '../document.ts';
import { toText, type Journal } from '../journal.ts';
import { add, type Money } from '../measure.ts';
import type { Order, Refund, Tax, Tender } from '../order.ts';
import { eur, line, order, refund, refundLine } from '../order.fixture.ts';
import { postPayout } from './payout.ts';
import { postInvoice, postRefund } from './sales.ts';

const date = brand<LocalDate>('2026-03-02');
const tender = (method: Tender['method'], cents: number, provider = 'pay'): Tender =>
  ({ external: brand(`t-${method}`), method, provider, state: 'captured', amount: eur(cents) });
const vat = (cents: number, liable: Tax['liable'] = 'seller'): Tax[] => [{ title: 'VAT', amount: eur(cents), liable }];
const freight = (cents: number, tax = 0): Order['shipping'] =>
  [{ lineId: brand('S'), title: 'Std', discount: eur(0), net: eur(cents), taxes: vat(tax) }];
const sold = (more: Partial<Order>): Order => order({ shipping: [], ...more });
const invoice = (o: Order, more = {}): string =>
  toText(postInvoice({ order: o, amounts: amountsOfOrder(o), date, ...more }));
const repaid = (method: Tender['method'], cents: number): Refund['tenders'] =>
  [{ external: brand(`r-${method}`), method, amount: eur(cents), state: 'paid' }];
const memo = (o: Order, r: Refund): string => {
  const amounts = amountsForRefund(o, r, { units: r.lines.map((l) => l.quantity) });
  return toText(postRefund({ order: o, refund: r, date, amounts }));
};

describe('an invoice as a journal', () => {
  it('of a sale by card: 500 with shipping and tax', () =>
    assert.equal(invoice(sold({ lines: [line('A', 1, 43_000, { taxes: vat(5000) })], shipping: freight(2000),
      tenders: [tender('card', 50_000)] })), `2026-03-02 * invoice #1001
  assets:clearing:shop                             500.00 EUR
  income:sales:shop                               -430.00 EUR
  income:shipping:shop                             -20.00 EUR
  liabilities:sales-tax                            -50.00 EUR`));

  it('of a gift card: a debt to its holder, no revenue', () =>
    assert.equal(invoice(sold({ lines: [line('G', 1, 10_000, { taxes: [], giftCard: true })] })),
      `2026-03-02 * invoice #1001
  assets:clearing:shop                             100.00 EUR
  liabilities:gift-cards                          -100.00 EUR`));

  it('paid by gift card and card: the debt goes down, the rest is cleared', () =>
    assert.equal(invoice(sold({ lines: [line('A', 1, 10_000, { taxes: vat(2000) })],
      tenders: [tender('gift-card', 10_000), tender('card', 2000), { ...tender('card', 12_000), state: 'failed' }] })),
    `2026-03-02 * invoice #1001
  liabilities:gift-cards                           100.00 EUR
  assets:clearing:shop                              20.00 EUR
  income:sales:shop                               -100.00 EUR
  liabilities:sales-tax                            -20.00 EUR`));

  it('has tips, duties and rounding where they belong', () => {
    const tipped = sold({ lines: [line('A', 1, 1000, { taxes: [] })], adjustments: [
      { kind: 'tip', amount: eur(200) }, { kind: 'duty', amount: eur(50) }, { kind: 'gift-wrap', amount: eur(99) }] });
    assert.equal(invoice({ ...tipped, total: add(tipped.total, eur(-1)) }), `2026-03-02 * invoice #1001
  assets:clearing:shop                              13.48 EUR
  income:sales:shop                                -10.00 EUR
  liabilities:tips                                  -2.00 EUR
  liabilities:duties                                -0.50 EUR
  income:gift-wrap:shop                             -0.99 EUR
  expenses:rounding                                  0.01 EUR`);
  });

  it('stands on the account of the connection that pays it out', () => {
    const settledBy = { adyen: brand('adyen-eu') };
    const o = sold({ lines: [line('A', 1, 1000, { taxes: [] })], tenders: [tender('card', 1000, 'adyen')] });
    assert.match(invoice(o, { settledBy }), /assets:clearing:adyen-eu +10\.00/);
    const by = (method: Tender['method']) => invoice({ ...o, tenders: [tender(method, 1000, 'dhl')] });
    assert.match(by('cash-on-delivery'), /assets:cash-on-delivery:dhl +10/);
    assert.match(by('terms'), /assets:receivable +10/);
    assert.match(by('cash'), /assets:till:shop +10/);
  });

  it('leaves the marketplace’s tax out, so that its payout clears the account to zero', () => {
    const lines = [line('A', 1, 103_500, { taxes: vat(8000, 'channel') })];
    const amazon = sold({ channel: brand('amazon-us'), lines });
    const back = refund('R', [{ ...refundLine('A', 1, 10_000), tax: eur(800) }]);
    const rows = [['sale', 103_500], ['tax', 8000], ['facilitator-tax', -8000], ['refund', -10_000],
      ['refund-tax', -800], ['facilitator-tax', 800], ['commission', -13_500]] as const;
    const journals: Journal[] = [
      postInvoice({ order: amazon, amounts: amountsOfOrder(amazon), date }),
      postRefund({ order: amazon, refund: back, date, amounts: amountsForRefund(amazon, back, { units: [1] }) }),
      ...postPayout({
        connection: amazon.channel, external: brand('S'), currency: amazon.currency, depositDate: date,
        net: eur(80_000), lines: rows.map(([kind, cents]) => ({ class: kind, amount: eur(cents), code: kind })),
      }, { mode: 'documents' }),
    ];
    const left = journals.flatMap((j) => j.postings).filter((p) => p.account === 'assets:clearing:amazon-us')
      .reduce((n, p) => n + p.amount.count, 0n);
    assert.equal(left, 0n);
  });

  const cents = (min: number, max: number) => fc.integer({ min, max });
  it('uses every tender up exactly, however many shipments there are', () => fc.assert(fc.property(
    fc.array(fc.tuple(cents(1, 6), cents(0, 9999)), { minLength: 1, maxLength: 3 }), cents(1, 99),
    fc.array(cents(0, 2)),
    (lines, percent, cuts) => {
      const bought = sold({ lines: lines.map(([n, net], i) => line(`L${i}`, n, net)), shipping: freight(490, 93) });
      const card = eur(Math.floor(Number(bought.total.count) * percent / 100));
      const rest = Number(bought.total.count - card.count);
      const o = { ...bought, tenders: [tender('card', Number(card.count)), tender('gift-card', rest)] };
      const all = Object.fromEntries(lines.map(([n], i) => [`L${i}`, n]));
      const done: Record<string, number> = {};
      let before: Money = eur(0);
      const paid = new Map<string, bigint>();
      for (const [i, units] of [...cuts.map((n) => ({ L0: n })), all].entries()) {
        const amounts = amountsFor(o, { units, before: { ...done }, extras: i === 0 });
        for (const l of amounts.lines) done[l.lineId] = (done[l.lineId] ?? 0) + l.quantity;
        for (const p of postInvoice({ order: o, amounts, date, before }).postings)
          paid.set(p.account, (paid.get(p.account) ?? 0n) + p.amount.count);
        before = add(before, amounts.total);
      }
      assert.equal(paid.get('assets:clearing:shop') ?? 0n, card.count);
      assert.equal(paid.get('liabilities:gift-cards') ?? 0n, bought.total.count - card.count);
    },
  )));
});

describe('a refund as a journal', () => {
  const bought = sold({ lines: [line('A', 10, 36_000, { taxes: vat(4000) })], tenders: [tender('card', 40_000)] });
  const one = [{ ...refundLine('A', 1, 3600), tax: eur(400) }];
  it('goes back to the card: returns and tax', () =>
    assert.equal(memo(bought, refund('R1', one, { tenders: repaid('card', 4000) })), `2026-03-02 * refund #1001 R1
  income:returns:shop                               36.00 EUR
  liabilities:sales-tax                              4.00 EUR
  assets:clearing:shop                             -40.00 EUR`));

  it('goes onto a gift card and into store credit', () => {
    assert.match(memo(bought, refund('R2', one, { tenders: repaid('gift-card', 4000) })), /gift-cards +-40\.00/);
    const tenders = [...repaid('store-credit', 1000), ...repaid('card', 3000)];
    const both = memo(bought, refund('R3', one, { tenders }));
    assert.match(both, /store-credit +-10\.00 EUR\n +assets:clearing:shop +-30\.00/);
  });

  it('gives shipping and goodwill back, and keeps a restocking fee as income', () => {
    const more = { shipping: eur(490), shippingTax: eur(93), adjustment: eur(500) };
    assert.equal(memo(bought, refund('R4', [], more)), `2026-03-02 * refund #1001 R4
  income:returns:shop                                9.90 EUR
  liabilities:sales-tax                              0.93 EUR
  assets:clearing:shop                             -10.83 EUR`);
    assert.equal(memo(bought, refund('R5', one, { adjustment: eur(-500) })), `2026-03-02 * refund #1001 R5
  income:returns:shop                               36.00 EUR
  liabilities:sales-tax                              4.00 EUR
  income:restocking-fees:shop                       -5.00 EUR
  assets:clearing:shop                             -35.00 EUR`);
  });

  it('shows what a channel’s rounding left as rounding, beside the fee or alone, whichever way it goes', () => {
    const cent = (n: number, r: Refund, units: number[]) => {
      const stated = amountsForRefund(bought, r, { units });
      const amounts = { ...stated, other: add(stated.other, eur(n)), total: add(stated.total, eur(n)), rounding: eur(n) };
      return toText(postRefund({ order: bought, refund: r, date, amounts }));
    };
    assert.equal(cent(-1, refund('R6', one), [0]), `2026-03-02 * refund #1001 R6
  expenses:rounding                                 -0.01 EUR
  assets:clearing:shop                               0.01 EUR`);
    assert.equal(cent(2, refund('R7', one, { adjustment: eur(-500) }), [1]), `2026-03-02 * refund #1001 R7
  income:returns:shop                               36.00 EUR
  liabilities:sales-tax                              4.00 EUR
  income:restocking-fees:shop                       -5.00 EUR
  expenses:rounding                                  0.02 EUR
  assets:clearing:shop                             -35.02 EUR`);
  });

  it('is good will where credit is given for no goods', () => {
    const gift = refund('R8', [], { adjustment: eur(700), tenders: repaid('gift-card', 700) });
    assert.equal(memo(bought, gift), `2026-03-02 * refund #1001 R8
  expenses:goodwill                                  7.00 EUR
  liabilities:gift-cards                            -7.00 EUR`);
  });

  it('posts to nothing the chart does not know', () => {
    const methods = ['card', 'gift-card', 'store-credit', 'cash', 'cash-on-delivery', 'terms', 'marketplace'] as const;
    const kinds = ['tip', 'duty', 'cash-rounding', 'gift-wrap', 'fee'] as const;
    const wide = sold({
      lines: [line('A', 1, 1000), line('G', 1, 500, { giftCard: true })], shipping: freight(490, 93),
      adjustments: kinds.map((kind) => ({ kind, amount: eur(7) })), tenders: methods.map((m) => tender(m, 300)),
    });
    for (const { account } of postInvoice({ order: wide, amounts: amountsOfOrder(wide), date }).postings)
      assert.ok(suggested(account), account);
  });
});
