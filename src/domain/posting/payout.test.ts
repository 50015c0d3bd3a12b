import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { brand, type ConnectionId, type ExternalId, type LocalDate } from '../brand.ts';
import { suggested } from '../chart.ts';
import { Stopped } from '../fault.ts';
import { toText } from '../journal.ts';
import { currency, measure } from '../measure.ts';
import { PAYOUT_CLASSES, type Payout, type PayoutClass, type PayoutLine } from '../payout.ts';
import { postLostChargeback } from './chargeback.ts';
import { accountOf, postPayout, type Mode } from './payout.ts';

const USD = currency('USD');
const usd = (cents: number) => measure(BigInt(cents), USD);
type Row = readonly [PayoutClass, number, order?: string];

/** A payout of whole dollars, unless a row says cents. */
const payout = (connection: string, dollars: number, rows: readonly Row[]): Payout => ({
  connection: brand<ConnectionId>(connection), external: brand<ExternalId>('7781'), currency: USD,
  depositDate: brand<LocalDate>('2026-03-14'), net: usd(Math.round(dollars * 100)),
  lines: rows.map(([kind, amount, order = 'O-1']): PayoutLine =>
    ({ class: kind, amount: usd(Math.round(amount * 100)), code: kind, order: brand<ExternalId>(order) })),
});
const posted = (mode: Mode, connection: string, dollars: number, ...rows: readonly Row[]): string =>
  postPayout(payout(connection, dollars, rows), { mode }).map(toText).join('\n\n');

const settlement: readonly Row[] = [
  ['sale', 1000], ['shipping', 50], ['gift-wrap', 5], ['tax', 80], ['facilitator-tax', -80], ['promotion', -20],
  ['commission', -150], ['fulfillment-fee', -120], ['storage-fee', -30], ['advertising', -60],
  ['refund', -100], ['refund-tax', -8], ['facilitator-tax', 8], ['commission', 15], ['admin-fee', -3],
  ['reimbursement', 25], ['reserve', 200], ['reserve', -300],
];

describe('a payout as a journal', () => {
  it('of a marketplace, in summary: the settlement is the revenue, its tax passes through', () =>
    assert.equal(posted('summary', 'amazon-us', 512, ...settlement), `2026-03-14 * payout amazon-us 7781
  assets:bank:amazon-us                            512.00 USD
  income:sales:amazon-us                         -1000.00 USD
  income:shipping:amazon-us                        -50.00 USD
  income:gift-wrap:amazon-us                        -5.00 USD
  income:promotions:amazon-us                       20.00 USD
  expenses:commission:amazon-us                    135.00 USD
  expenses:fulfillment:amazon-us                   120.00 USD
  expenses:storage:amazon-us                        30.00 USD
  expenses:advertising:amazon-us                    60.00 USD
  income:returns:amazon-us                         100.00 USD
  expenses:admin-fees:amazon-us                      3.00 USD
  income:reimbursements:amazon-us                  -25.00 USD
  assets:reserve:amazon-us                         100.00 USD
  liabilities:facilitator-tax:amazon-us:collected         -72.00 USD
  liabilities:facilitator-tax:amazon-us:withheld          72.00 USD`));

  it('of a marketplace, with documents: it clears 935 of what was invoiced less what was credited', () =>
    assert.equal(posted('documents', 'amazon-us', 512, ...settlement), `2026-03-14 * payout amazon-us 7781
  assets:bank:amazon-us                            512.00 USD
  assets:clearing:amazon-us                       -935.00 USD
  expenses:commission:amazon-us                    135.00 USD
  expenses:fulfillment:amazon-us                   120.00 USD
  expenses:storage:amazon-us                        30.00 USD
  expenses:advertising:amazon-us                    60.00 USD
  expenses:admin-fees:amazon-us                      3.00 USD
  income:reimbursements:amazon-us                  -25.00 USD
  assets:reserve:amazon-us                         100.00 USD
  liabilities:facilitator-tax:amazon-us:collected         -72.00 USD
  liabilities:facilitator-tax:amazon-us:withheld          72.00 USD`));

  it('of a card acquirer: fee, chargeback and reserve explain what is missing from the deposit', () =>
    assert.equal(posted('documents', 'shop', 345, ['sale', 500], ['refund', -40], ['processing-fee', -15],
      ['chargeback', -60], ['chargeback-fee', -15], ['reserve', -25]), `2026-03-14 * payout shop 7781
  assets:bank:shop                                 345.00 USD
  assets:clearing:shop                            -460.00 USD
  expenses:processing-fees:shop                     15.00 USD
  assets:disputes:shop                              60.00 USD
  expenses:chargeback-fees:shop                     15.00 USD
  assets:reserve:shop                               25.00 USD`));

  it('of a second marketplace, in summary', () =>
    assert.equal(posted('summary', 'walmart', 400, ['sale', 600], ['shipping', 12], ['tax', 40],
      ['facilitator-tax', -40], ['commission', -90], ['fulfillment-fee', -45],
      ['refund', -60], ['commission', 9], ['reserve', -26]),
    `2026-03-14 * payout walmart 7781
  assets:bank:walmart                              400.00 USD
  income:sales:walmart                            -600.00 USD
  income:shipping:walmart                          -12.00 USD
  expenses:commission:walmart                       81.00 USD
  expenses:fulfillment:walmart                      45.00 USD
  income:returns:walmart                            60.00 USD
  assets:reserve:walmart                            26.00 USD
  liabilities:facilitator-tax:walmart:collected         -40.00 USD
  liabilities:facilitator-tax:walmart:withheld          40.00 USD`));

  it('of a channel that changed its way: what documents posted is cleared, the rest is the revenue', () =>
    assert.equal(postPayout(payout('shop', 28, [['sale', 10, 'old'], ['sale', 20, 'new'], ['commission', -2, 'new']]),
      { mode: 'summary', modeOf: (line) => (line.order === 'old' ? 'documents' : 'summary') }).map(toText).join(''),
    `2026-03-14 * payout shop 7781
  assets:bank:shop                                  28.00 USD
  assets:clearing:shop                             -10.00 USD
  income:sales:shop                                -20.00 USD
  expenses:commission:shop                           2.00 USD`));

  it('below zero: owed to the marketplace, and gone when the next one deducts it and the card pays', () => {
    assert.equal(posted('documents', 'amazon-us', -40, ['refund', -40]), `2026-03-14 * payout amazon-us 7781
  liabilities:due-to-marketplace:amazon-us         -40.00 USD
  assets:clearing:amazon-us                         40.00 USD`);
    assert.equal(posted('documents', 'amazon-us', 0, ['carried-forward', -40], ['transfer', 40]),
      `2026-03-14 * payout amazon-us 7781
  assets:bank:amazon-us                            -40.00 USD
  liabilities:due-to-marketplace:amazon-us          40.00 USD`);
  });

  it('keeps what nobody has classified in suspense', () =>
    assert.equal(posted('documents', 'amazon-us', 12.34, ['unknown', 12.34]), `2026-03-14 * payout amazon-us 7781
  assets:bank:amazon-us                             12.34 USD
  suspense:amazon-us                               -12.34 USD`));

  it('takes for a seller’s tax only what the marketplace did not withhold, order by order', () =>
    assert.equal(posted('summary', 'amazon-us', 13,
      ['tax', 10, 'O-1'], ['facilitator-tax', -7, 'O-1'], ['tax', 10, 'O-2']), `2026-03-14 * payout amazon-us 7781
  assets:bank:amazon-us                             13.00 USD
  liabilities:facilitator-tax:amazon-us:collected          -7.00 USD
  liabilities:facilitator-tax:amazon-us:withheld           7.00 USD
  liabilities:sales-tax                            -13.00 USD`));

  it('leaves a wash that does not come to nothing where everybody sees it', () =>
    assert.match(posted('documents', 'amazon-us', -7, ['facilitator-tax', -7]),
      /liabilities:facilitator-tax:amazon-us:withheld +7\.00/));

  it('writes off a chargeback that is lost', () =>
    assert.equal(toText(postLostChargeback(
      { connection: brand('shop'), reference: 'D-1', amount: usd(6000), date: brand('2026-04-02') })),
    `2026-04-02 * chargeback lost shop D-1
  expenses:chargebacks:shop                         60.00 USD
  assets:disputes:shop                             -60.00 USD`));

  it('refuses lines that do not add up to the header, and says by how much', () =>
    assert.throws(() => posted('documents', 'shop', 100, ['sale', 99.99]), (error) => error instanceof Stopped &&
      error.fault.kind === 'Refused' && error.fault.exception === 'PayoutVariance' && /-0\.01/.test(error.message)));

  it('balances whatever a partner sends, and never moves the bank by anything but the deposit', () =>
    fc.assert(fc.property(
      fc.array(fc.tuple(fc.constantFrom(...PAYOUT_CLASSES.filter((c) => c !== 'transfer')),
        fc.integer({ min: -9999, max: 9999 }), fc.constantFrom('a', 'b', 'c')), { maxLength: 30 }),
      fc.constantFrom<Mode>('documents', 'summary'),
      (rows, mode) => {
        const lines = rows.map(([kind, cents, order]): Row => [kind, cents / 100, order]);
        const net = rows.reduce((n, [, cents]) => n + cents, 0);
        const postings = postPayout(payout('c', net / 100, lines), { mode }).flatMap((j) => j.postings);
        assert.equal(postings.reduce((n, p) => n + p.amount.count, 0n), 0n);
        const bank = postings.find((p) => p.account === 'assets:bank:c')?.amount.count ?? 0n;
        assert.equal(bank, BigInt(Math.max(net, 0)));
      },
    )));

  it('posts 100,000 lines in under a second', () => {
    const rows = Array.from({ length: 100_000 }, (_, i): Row =>
      [PAYOUT_CLASSES[i % PAYOUT_CLASSES.length]!, (i % 3) - 1, `O-${i % 20_000}`]);
    const big = payout('amazon-us', rows.reduce((n, [, dollars]) => n + dollars, 0), rows);
    const start = performance.now();
    postPayout(big, { mode: 'documents' });
    assert.ok(performance.now() - start < 1000, `${performance.now() - start} ms`);
  });

  it('posts to nothing the chart does not know', () => {
    for (const kind of PAYOUT_CLASSES) for (const mode of ['documents', 'summary'] as const)
      assert.ok(suggested(accountOf(kind, brand('c'), mode)), kind);
  });
});
