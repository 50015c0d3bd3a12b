/** Lines of a ticket that lie on no shelf: by the standard's word, by the register's code, by class, by item number. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { replay } from '#connectors/recording.ts';
import poslog from './index.ts';

const line = (n: number, item: string, type: string, more = '') => `<LineItem><SequenceNumber>${n}</SequenceNumber>
  <Sale ItemType="${type}"><ItemID>${item}</ItemID>${more}<Quantity>1</Quantity><ExtendedAmount>10.00</ExtendedAmount></Sale></LineItem>`;
const KEG = line(1, 'KEG', 'Stock');
const ticket = (lines: string, number = 7) => `<POSLog xmlns="http://www.nrf-arts.org/IXRetail/namespace/"><Transaction>
  <RetailStoreID>S1</RetailStoreID><WorkstationID>W1</WorkstationID><SequenceNumber>${number}</SequenceNumber><BusinessDayDate>2026-11-20</BusinessDayDate>
  <BeginDateTime>2026-11-20T10:00:00Z</BeginDateTime><CurrencyCode>EUR</CurrencyCode><RetailTransaction>${lines}</RetailTransaction></Transaction></POSLog>`;
const hear = (text: string, own: object = {}) => {
  const p = replay(poslog, { name: 'kinds', settings: { filesUrl: 'file:///tmp/none/', currency: 'EUR' } });
  return poslog.can.read!({ ...p, settings: { ...p.settings, ...own } }, { topic: 'poslog', headers: { file: 'S.xml' }, body: Buffer.from(text) });
};
async function moved(lines: string, own?: object): Promise<string[]> {
  return (await hear(ticket(lines), own)).flatMap((n) => (n.said === 'movement' ? n.items.map((i) => `${n.kind} ${i.item}`) : []));
}

it('the standard’s words for services, fees and cards are no goods', async () => {
  for (const type of ['Service', 'Alteration', 'DeliveryFee', 'Warranty', 'Deposit', 'NonMerchandise', 'Non-Stock', 'GiftCard'])
    assert.deepEqual(await moved(KEG + line(2, 'X', type)), ['sold KEG'], type);
});

it('a register’s own code is what the settings say; one nobody explained is taken for goods and told', async () => {
  const lines = KEG + line(2, '9901', '2') + line(3, 'CARD', '7');
  assert.deepEqual(await moved(lines, { itemTypes: { 1: 'goods', 2: 'service', 7: 'gift-card' } }), ['sold KEG']);
  assert.deepEqual(await moved(lines), ['sold KEG', 'sold 9901', 'sold CARD']);
  const told = (await hear(ticket(lines))).flatMap((n) => (n.said === 'drift' ? [n.path] : []));
  assert.deepEqual(told, ['ItemType.2', 'ItemType.7']);
});

it('an item number, how it begins, or its class makes a line a service; sold, brought back or counted', async () => {
  const classed = line(2, 'FIT', 'Stock', '<MerchandiseHierarchy Level="Department">81</MerchandiseHierarchy>');
  assert.deepEqual(await moved(KEG + classed, { serviceClasses: ['8*'] }), ['sold KEG']);
  assert.deepEqual(await moved(KEG + line(2, '99012', 'Stock'), { serviceItems: ['990*'] }), ['sold KEG']);
  assert.deepEqual(await moved(KEG + line(2, '99012', 'Stock'), { serviceItems: ['990'] }), ['sold KEG', 'sold 99012']);
  const back = line(2, 'DELIVERY', 'Stock').replaceAll('Sale', 'Return');
  assert.deepEqual(await moved(back + line(3, 'KEG', 'Stock').replaceAll('Sale', 'Return'), { serviceItems: ['DELIVERY'] }), ['returned KEG']);
  const count = ticket('').replace(/<RetailTransaction>.*<\/RetailTransaction>/, `<InventoryControlTransaction><PhysicalCount>
    <LineItem><ItemID>KEG</ItemID><UnitCount>4</UnitCount></LineItem><LineItem><ItemID>DELIVERY</ItemID><UnitCount>9</UnitCount></LineItem>
    </PhysicalCount></InventoryControlTransaction>`);
  const [stock] = await hear(count, { serviceItems: ['DELIVERY'] });
  assert.deepEqual(stock?.said === 'stock' && stock.items.map((i) => `${i.onHand} ${i.item}`), ['4 KEG']);
});
