/**
 * Works on an OrderAcknowledgement feed: StatusCode Failure cancels items that have not shipped, and the
 * order with the last of them. Answers with Amazon's processing report. The feed is XML of a known, flat shape, so elements are found by name.
 */
import { cancelItems, shippedOf } from './life.ts';
import type { World } from './world.ts';

const REASONS = [
  'NoInventory', 'ShippingAddressUndeliverable', 'CustomerExchange', 'BuyerCanceled', 'GeneralAdjustment',
  'CarrierCreditDecision', 'RiskAssessmentInformationNotValid', 'CarrierCoverageFailure', 'CustomerReturn',
  'MerchandiseNotReceived', 'CannotVerifyInformation', 'PricingError', 'RejectOrder', 'WeatherDelay',
];

export const one = (xml: string, name: string): string | undefined => new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
export const all = (xml: string, name: string): string[] =>
  [...xml.matchAll(new RegExp(`<${name}>([\\s\\S]*?)</${name}>`, 'g'))].map((m) => m[1] ?? '');

export interface Outcome {
  readonly message: string;
  readonly code?: string;
  readonly description?: string;
}

export function acknowledge(world: World, xml: string): string {
  const wrong = one(xml, 'MerchantIdentifier') !== world.sellerId || one(xml, 'MessageType') !== 'OrderAcknowledgement';
  const outcomes = wrong
    ? [{ message: '0', code: '5001', description: 'The envelope is not that of this seller.' }]
    : all(xml, 'Message').map((message) => handle(world, message));
  return report(outcomes);
}

function handle(world: World, xml: string): Outcome {
  const message = one(xml, 'MessageID') ?? '0';
  const id = one(xml, 'AmazonOrderID') ?? '';
  const order = world.orders.get(id);
  const refuse = (code: string, description: string) => ({ message, code, description });
  if (!order) return refuse('13011', `Order ${id} was not found.`);
  if (one(xml, 'StatusCode') !== 'Failure') return { message };
  const reasons = all(xml, 'Item').map((item) => one(item, 'CancelReason') ?? '');
  const unknown = reasons.find((r) => !REASONS.includes(r));
  if (unknown !== undefined) return refuse('13013', `CancelReason ${unknown} is not valid.`);
  const foreign = all(xml, 'Item').find((item) => !order.items.some((i) => i.id === one(item, 'AmazonOrderItemCode')));
  if (foreign !== undefined) return refuse('13012', 'An item does not belong to the order.');
  const items = all(xml, 'Item').map((item) => one(item, 'AmazonOrderItemCode') ?? '');
  const sent = items.some((item) => shippedOf(order, item) > 0);
  if (order.fulfilledBy === 'AMAZON' || sent || !['PENDING', 'UNSHIPPED', 'PARTIALLY_SHIPPED'].includes(order.status)) {
    return refuse('13014', `Order ${id} is ${order.status} and cannot be cancelled.`);
  }
  cancelItems(world, id, items, reasons[0] ?? 'GeneralAdjustment');
  world.applied.push({ operation: 'cancelOrder', key: id, id });
  return { message };
}

export function report(outcomes: readonly Outcome[]): string {
  const failed = outcomes.filter((o) => o.code !== undefined);
  const results = failed.map((o) => `<Result><MessageID>${o.message}</MessageID><ResultCode>Error</ResultCode>`
    + `<ResultMessageCode>${o.code}</ResultMessageCode>`
    + `<ResultDescription>${o.description}</ResultDescription></Result>`);
  return '<?xml version="1.0" encoding="UTF-8"?><AmazonEnvelope><MessageType>ProcessingReport</MessageType><Message>'
    + '<MessageID>1</MessageID><ProcessingReport><StatusCode>Complete</StatusCode><ProcessingSummary>'
    + `<MessagesProcessed>${outcomes.length}</MessagesProcessed>`
    + `<MessagesSuccessful>${outcomes.length - failed.length}</MessagesSuccessful>`
    + `<MessagesWithError>${failed.length}</MessagesWithError><MessagesWithWarning>0</MessagesWithWarning>`
    + `</ProcessingSummary>${results.join('')}</ProcessingReport></Message></AmazonEnvelope>`;
}
