/** Works on an OrderAdjustment feed: money goes back for items that were shipped. One name of the seller's adjusts once. */
import { all, one, report, type Outcome } from './acknowledgement.ts';
import { refund } from './life.ts';
import type { World } from './world.ts';

export function adjust(world: World, xml: string): string {
  const wrong = one(xml, 'MerchantIdentifier') !== world.sellerId || one(xml, 'MessageType') !== 'OrderAdjustment';
  return report(wrong ? [{ message: '0', code: '5001', description: 'The envelope is not that of this seller.' }]
    : all(xml, 'Message').flatMap((message) => handle(world, message)));
}

function handle(world: World, xml: string): Outcome[] {
  const message = one(xml, 'MessageID') ?? '0';
  const order = world.orders.get(one(xml, 'AmazonOrderID') ?? '');
  const refuse = (code: string, description: string): Outcome => ({ message, code, description });
  if (!order) return [refuse('18008', 'The order was not found.')];
  return all(xml, 'AdjustedItem').map((part): Outcome => {
    const item = order.items.find((i) => i.id === one(part, 'AmazonOrderItemCode'));
    const name = one(part, 'MerchantAdjustmentItemID') ?? '';
    const quantity = Number(one(part, 'Quantity') ?? '0');
    if (!item) return refuse('18009', 'An item does not belong to the order.');
    if (!/^[\w-]{1,30}$/.test(name)) return refuse('18010', 'MerchantAdjustmentItemID is not valid.');
    if (world.applied.some((a) => a.operation === 'adjust' && a.key === name)) return refuse('18028', `${name} was adjusted already.`);
    if (!one(part, 'AdjustmentReason') || !/<Type>Principal<\/Type><Amount currency="[A-Z]{3}">/.test(part))
      return refuse('18011', 'A reason and an amount are required.');
    try {
      const id = refund(world, { orderId: order.id, items: [{ sku: item.sku, quantity }], named: name,
        withShipping: part.includes('<Type>Shipping</Type>') });
      world.applied.push({ operation: 'adjust', key: name, id });
      return { message };
    } catch (error) {
      return refuse('18012', (error as Error).message);
    }
  });
}
