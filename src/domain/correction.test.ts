import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { corrected, fieldsOf } from './correction.ts';

const wish = {
  to: 'erp', key: 'erp-create-1', orderId: 'ord-1',
  order: { currency: 'EUR', taxCode: 'S7', lines: [{ lineId: '1', quantity: 2, gift: false, net: { count: 1999n, unit: 'EUR' } }] },
};

it('is shown as a table of values; what says whose it is stands fixed', () => {
  assert.deepEqual(fieldsOf(wish).filter((f) => !f.fixed).map((f) => [f.path.join('.'), f.kind, f.value]), [
    ['order.taxCode', 'text', 'S7'], ['order.lines.0.quantity', 'number', '2'], ['order.lines.0.gift', 'truth', 'false'],
    ['order.lines.0.net', 'amount', '19.99']]);
});

it('is the same wish with other values', () => {
  const better = corrected(wish, [{ path: ['order', 'taxCode'], value: 'S19' }, { path: ['order', 'lines', '0', 'net'], value: '20.00' }]);
  assert.deepEqual(better, { ...wish, order: { ...wish.order, taxCode: 'S19', lines: [{ ...wish.order.lines[0], net: { count: 2000n, unit: 'EUR' } }] } });
  assert.equal(wish.order.taxCode, 'S7', 'what was refused stays as it was');
});

it('says what cannot be changed', () => {
  for (const [path, value, says] of [[['key'], 'x', /says whose/], [['order', 'lines', '0', 'lineId'], '2', /says whose/], [['order', 'vat'], '1', /no order.vat/],
    [['order', 'lines', '0', 'quantity'], 'two', /is a number/], [['order', 'lines', '0', 'gift'], '1', /true or false/],
    [['order', 'taxCode'], 'ada@example.com', /e-mail/], [['order', 'taxCode'], 'S7', /Nothing/]] as const)
    assert.throws(() => corrected(wish, [{ path, value }]), says);
});

it('of any wish, only what was named is another', () => {
  fc.assert(fc.property(fc.dictionary(fc.stringMatching(/^[a-c]{1,3}$/), fc.oneof(fc.integer(), fc.array(fc.string({ maxLength: 4 })))), (data) => {
    for (const f of fieldsOf(data).filter((x) => !x.fixed && x.kind === 'number')) {
      const next = fieldsOf(corrected(data, [{ path: f.path, value: String(Number(f.value) === 7 ? 8 : 7) }]));
      const differs = next.filter((x, i) => x.value !== fieldsOf(data)[i]!.value);
      assert.deepEqual(differs.map((x) => x.path), [f.path]);
    }
  }));
});
