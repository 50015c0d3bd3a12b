/** The battery, and what is odd about Tryton: amounts that have no unit price, questions, sessions, sentences. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { assert as check, bigInt, constantFrom, integer, property } from 'fast-check';
import { z } from 'zod';
import { Stopped } from '#domain/fault.ts';
import { currency, measure } from '#domain/measure.ts';
import { conformance } from '../conformance.ts';
import { replay, type Answer } from '../recording.ts';
import tryton from './index.ts';
import { rpc } from './rpc.ts';
import { sameAmount } from './sales.ts';
import { priced } from './values.ts';

conformance(tryton, new URL('./recordings/', import.meta.url));

describe('a line total', () => {
  const UNITS = ['USD', 'JPY', 'KWD'] as const;
  const PLACES = { USD: 2, JPY: 0, KWD: 3 } as const;
  test('is what Tryton makes of its units and prices, whatever they are', () => {
    check(property(
      constantFrom(...UNITS), bigInt({ min: -10_000_000n, max: 10_000_000n }), integer({ min: 1, max: 5000 }),
      (unit, count, quantity) => {
        const lines = priced(measure(count, currency(unit)), quantity);
        assert.equal(lines.reduce((sum, l) => sum + l.quantity, 0), quantity);
        assert.ok(lines.every((l) => l.quantity > 0 && /^-?\d+\.\d{4}$/.test(l.price)));
        assert.equal(lines.reduce((sum, l) => sum + asTryton(l, PLACES[unit]), 0n), count);
      }));
  });
  /** quantity × price, rounded half to even to the currency's places. */
  function asTryton({ quantity, price }: { quantity: number; price: string }, places: number): bigint {
    const exact = BigInt(price.replace('.', '')) * BigInt(quantity);
    const divisor = 10n ** BigInt(4 - places);
    const [n, sign] = exact < 0n ? [-exact, -1n] : [exact, 1n];
    const twice = (n % divisor) * 2n;
    return sign * (n / divisor + (twice > divisor || (twice === divisor && (n / divisor) % 2n === 1n) ? 1n : 0n));
  }
  test('has one price where one gives it', () => {
    assert.deepEqual(priced(measure(3334n, currency('USD')), 3), [{ quantity: 3, price: '11.1133' }]);
    const odd = [{ quantity: 1999, price: '0.3300' }, { quantity: 1001, price: '0.3400' }];
    assert.deepEqual(priced(measure(100001n, currency('USD')), 3000), odd);
  });
  test('is the same with more or fewer zeros', () => {
    const usd = (count: bigint) => measure(count, currency('USD'));
    for (const text of ['0', '0.00', '-0.00']) assert.ok(sameAmount(text, usd(0n)), text);
    assert.ok(sameAmount('100', usd(10000n)) && sameAmount('-12.5', usd(-1250n)) && !sameAmount('100', usd(1000n)));
  });
});

describe('a call', () => {
  const settings = { baseUrl: 'https://erp.example', database: 'd', login: 'robot', password: 'scrubbed' };
  const login: Answer[] = [
    { expect: { body: 'common.db.login' }, status: 200, body: { id: 1, result: [2, 'k'] } },
    { expect: { body: 'get_preferences' }, status: 200, body: { id: 1, result: { company: 1, language: 'de' } } },
  ];
  const say = (answers: Answer[]) => rpc(replay(
    tryton, { name: 'odd', settings, answers: [...login, ...answers] },
  ) as never,
    { method: 'model.sale.sale.quote', params: [[1]], write: true }, z.unknown());
  const ended = (kind: string, part = '') => (e: unknown) =>
    e instanceof Stopped && e.fault.kind === kind && e.message.includes(part);
  const error = (...shape: unknown[]): Answer => ({ status: 200, body: { id: 1, error: shape } });

  test('ends with the context, in English whatever the user prefers', async () => {
    await say(
      [
        {
          expect: { body: '"params":[[1],{"company":1,"language":"en"}]' }, status: 200, body: { id: 1, result: null },
        },
      ],
    );
  });
  test('whose session ended logs in once more, and not again and again', async () => {
    const page: Answer = { status: 401, body: '<!doctype html>' };
    await say([page, ...login, { status: 200, body: { id: 1, result: null } }]);
    await assert.rejects(say([page, ...login, page]), ended('Unauthorised'));
  });
  test('answers a question it may answer, and takes any other to a person', async () => {
    const ask = (name: string) => error('UserWarning', [name, 'Are you sure?', '']);
    await say([ask('shipment_out_no_carrier_stock.shipment.out,7'),
      { expect: { body: 'shipment_out_no_carrier_stock.shipment.out,7' }, status: 200, body: { id: 1, result: [1] } },
      { status: 200, body: { id: 1, result: null } }]);
    await assert.rejects(say([ask('sale_line_below_cost_9')]), ended('Refused', 'Are you sure?'));
  });
  test('that Tryton refused was not applied, so it is never Unknown', async () => {
    await assert.rejects(
      say([error('UserError', ['To continue, you must create a period for the date "01/15/2026".', '', null])]),
      ended('Refused', 'period'),
    );
    await assert.rejects(say([error('ConcurrencyException', 'Records were modified')]), ended('Unavailable'));
    await assert.rejects(say([error('database is locked', '')]), ended('Unavailable'));
    await assert.rejects(say([error("'nope'", '')]), ended('Malformed', "'nope'"));
  });
  test('to another database or with another password suspends the connection', async () => {
    const first = (answer: Answer) => rpc(
      replay(tryton, { name: 'odd', settings, answers: [answer] }) as never, { method: 'm', params: [] }, z.unknown(),
    );
    await assert.rejects(first({ status: 401, body: '<!doctype html>' }), ended('Unauthorised', 'robot'));
    await assert.rejects(first({ status: 404, body: '<!doctype html>' }), ended('Unauthorised', 'no database d'));
    await assert.rejects(first(error("Database 'd' doesn't exist!", '')), ended('Unauthorised'));
  });
});
