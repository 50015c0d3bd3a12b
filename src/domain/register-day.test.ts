/** Register days: the worked day of a controller, to the cent; and what a Z may and may not say. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { brand } from './brand.ts';
import { toText } from './journal.ts';
import { currency, fromDecimal, measure } from './measure.ts';
import type { Order } from './order.ts';
import { postRegisterDay } from './posting/register-day.ts';
import { balanced, disagreements, type RegisterPlace, type Taking, type ZReport } from './register-day.ts';
import { takingsBack, takingsOf } from './register-takings.ts';

const USD = currency('USD');
const usd = (text: string) => fromDecimal(text, USD);
const place: RegisterPlace = { connection: brand('stores'), store: '117', register: '3', date: brand('2026-03-16'), currency: USD };
const take = (kind: Taking['kind'], amount: string, more: Partial<Taking> = {}): Taking => ({ kind, amount: usd(amount), ...more });
const tender = (method: Taking['method'], amount: string): Taking => take('tender', amount, { ...(method && { method }),
  of: method ?? '' });

/** Sold for 1000 and 75 tax, 50 in gift cards, 20 tips; 60 off, 40 brought back; paid by card, cash, gift card and credit. */
const DAY: Taking[] = [
  take('sale', '1000'), take('tax', '75'), take('gift-card-sold', '50'), take('tip', '20'), take('discount', '60'),
    take('return', '40'),
  tender('card', '780'), tender('cash', '195'), tender('gift-card', '45'), tender('store-credit', '25'),
];

describe('the entry of a day', () => {
  it('balances, with the cash that was short', () =>
    assert.equal(toText(postRegisterDay({ place, part: 0, takings: DAY, over: usd('-2.00') })),
      `2026-03-16 * register 117 3 on 2026-03-16
  income:sales:stores                            -1000.00 USD
  liabilities:sales-tax                            -75.00 USD
  liabilities:gift-cards                            -5.00 USD
  liabilities:tips                                 -20.00 USD
  income:promotions:stores                          60.00 USD
  income:returns:stores                             40.00 USD
  assets:clearing:stores                           780.00 USD
  assets:till:stores                               193.00 USD
  liabilities:store-credit                          25.00 USD
  expenses:cash-over-short:stores                    2.00 USD`));
  it('moves cash between till, safe and petty cash', () => {
    const { postings } = postRegisterDay({ place, part: 1, takings: [take('float', '100'), take('drop', '300'),
      take('pay-out', '7'), take('pay-in', '2')] });
    assert.deepEqual(postings.map((p) => `${p.account} ${p.amount.count}`),
      ['assets:till:stores -20500', 'assets:safe:stores 20000', 'assets:petty-cash:stores 500']);
  });
  it('tips that came by card are paid out of the drawer: the debt goes down', () => {
    const { postings } = postRegisterDay({ place, part: 0, takings: [take('tip', '20'), tender('card', '20'), take('tip-out', '20')] });
    assert.deepEqual(postings.map((p) => `${p.account} ${p.amount.count}`), ['assets:clearing:stores 2000', 'assets:till:stores -2000']);
  });
  it('cash rounding is what a ticket was rounded by', () => {
    const swiss = [take('sale', '9.98'), take('rounding', '0.02', { of: 'cash rounding' }), tender('cash', '10.00')];
    assert.deepEqual(balanced(swiss, USD, 1n), swiss);
    assert.deepEqual(balanced([take('sale', '9.99'), tender('cash', '10.00')], USD, 1n).at(-1), take('rounding', '0.01',
      { of: 'of the ticket' }));
    assert.deepEqual(balanced([take('sale', '9.00'), tender('cash', '10.00')], USD, 1n).at(-1), take('unexplained', '1.00'));
  });
});

describe('the Z', () => {
  const z = (more: Partial<ZReport>): ZReport => ({ place, external: brand('Z1'), at: brand('2026-03-17T03:00:00.000Z'), ...more });
  const day = [{ kind: 'ticket' as const, takings: DAY }];
  it('agrees with its tickets, or names each sum it does not', () => {
    const said = z({ tickets: 1, sales: usd('940'), returns: usd('40'), tax: usd('75'), tenders: [{ method: 'cash',
      amount: usd('195') }] });
    assert.deepEqual(disagreements([said], day, USD), []);
    assert.deepEqual(disagreements([{ ...said, tax: usd('75.01') }], day, USD),
      ['tax: the Z says 75.01 USD, the tickets come to 75.00 USD; difference -0.01 USD']);
  });
  it('of two on one day the sums are held against the day; what it does not state is not compared', () => {
    assert.deepEqual(disagreements([z({ tickets: 1 }), z({ external: brand('Z2'), tickets: 0 })], day, USD), []);
    assert.deepEqual(disagreements([z({})], day, USD), []);
  });
});

it('a sale over the counter is what its lines, taxes, tips and tenders say, and balances', () => {
  const cents = (n: number) => measure(BigInt(n), USD);
  const line = (n: number, more: object = {}) => ({ lineId: 'l', item: 'i', title: 't', quantity: 1, cancelled: 0, unitPrice: cents(n),
    discount: cents(0), net: cents(n), taxes: [{ title: 'VAT', amount: cents(19), liable: 'seller' }], fulfillment: 'counter', ...more });
  const order = { currency: USD, shipping: [], adjustments: [{ kind: 'tip', amount: cents(50) }, { kind: 'cash-rounding', amount: cents(2) }],
    lines: [line(100, { discount: cents(10) }), line(500, { giftCard: true, taxes: [] })],
    tenders: [{ method: 'card', provider: 'square/card', state: 'captured', amount: cents(671) }, { method: 'card', provider: 'x', state: 'voided', amount: cents(9) }],
  } as unknown as Order;
  assert.deepEqual(takingsOf(order).map((t) => `${t.kind} ${t.amount.count}`),
    ['sale 110', 'discount 10', 'gift-card-sold 500', 'tax 19', 'tip 50', 'rounding 2', 'tender 671']);
  assert.deepEqual(takingsBack({ amount: cents(119), tax: cents(19), method: 'cash', provider: 'square/cash' }).map((t) => `${t.kind} ${t.amount.count}`),
    ['return 100', 'return-tax 19', 'tender -119']);
});
