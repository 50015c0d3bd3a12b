/**
 * Asking the 3PL to ship, and to let go: one file per request, named by our reference.
 *
 * The name is the same at every attempt and the 3PL accepts a reference once for ever, so a request that
 * was written twice is still shipped once.
 */
import { brand } from '#domain/brand.ts';
import { stop } from '#domain/fault.ts';
import { toDecimal } from '#domain/measure.ts';
import type { WishOf } from '#domain/messages.ts';
import type { Party } from '#domain/party.ts';
import type { Port, Receipt, Write } from '#connectors/contract.ts';
import { writeControlFile, type Row } from './control-file.ts';
import { LAYOUTS, nameFor } from './layout.ts';
import { FOLDER } from './outbound.ts';
import type { Settings } from './settings.ts';

type Request = WishOf<'RequestFulfillment'>;
type Cancel = WishOf<'CancelFulfillment'>;

export const requestFulfillment: Write<Settings, Request> = {
  async apply(port, wish) {
    const file = nameFor('SHIPREQ', port.settings.location, wish.fulfillment.fulfillmentId);
    return drop(port, wish.fulfillment.fulfillmentId, file, async () =>
      writeControlFile(LAYOUTS.SHIPREQ, await requestRows(port, wish)));
  },
  find: (port, wish) => {
    const { fulfillmentId } = wish.fulfillment;
    return find(port, fulfillmentId, nameFor('SHIPREQ', port.settings.location, fulfillmentId));
  },
};

export const cancelFulfillment: Write<Settings, Cancel> = {
  apply: (port, { fulfillmentId }) =>
    drop(port, fulfillmentId, nameFor('CANCEL', port.settings.location, fulfillmentId), async () =>
      writeControlFile(LAYOUTS.CANCEL, [{ request_ref: fulfillmentId, line_ref: '', reason: 'CUSTOMER' }])),
  find: (port, { fulfillmentId }) =>
    find(port, fulfillmentId, nameFor('CANCEL', port.settings.location, fulfillmentId)),
};

async function drop(
  port: Port<Settings>, reference: string, file: string, content: () => Promise<string>,
): Promise<Receipt> {
  const before = await find(port, reference, file);
  if (before) return before;
  await port.files.write(`${FOLDER.inbound}/${file}`, await content());
  return receipt(reference, file);
}

/** Waiting to be taken, or taken. A file in error/ was refused, and the next attempt may write it again. */
async function find(port: Port<Settings>, reference: string, file: string): Promise<Receipt | undefined> {
  for (const folder of [FOLDER.inbound, FOLDER.archive])
    if (await port.files.exists(`${folder}/${file}`)) return receipt(reference, file);
  return undefined;
}

const receipt = (reference: string, file: string): Receipt =>
  ({ external: brand(reference), references: [['file', file]] });

async function requestRows(port: Port<Settings>, wish: Request): Promise<Row[]> {
  const { fulfillment, number, shipTo, shipBy = '', pickup } = wish;
  // Whoever comes for it shows the order's number: the desk needs no name and no address.
  const label = pickup ? { consignee: number } : addressOf(shipTo && (await port.party(shipTo)), number);
  const { location } = port.settings;
  const service = pickup ? 'PICKUP' : port.settings.service;
  return fulfillment.lines.map((line) => ({
    request_ref: fulfillment.fulfillmentId, order_ref: number, line_ref: line.lineId, sku: line.sku,
    quantity: String(line.quantity), location, service, ship_by: shipBy, ...label, lots: lotsOf(line),
    // Of a supplier, what was agreed for a unit.
    ...(line.cost && { unit_cost: toDecimal(line.cost), currency: line.cost.unit }),
  }));
}

/** `L-7*2 L-9*1`: which lots to pick, first to last; of a kit's parts with their SKU before, `MILK/L-7*2`. */
const lotsOf = ({ sku, lots = [] }: Request['fulfillment']['lines'][number]): string =>
  lots.map((l) => `${l.sku === sku ? '' : `${encodeURIComponent(l.sku)}/`}${encodeURIComponent(l.lot)}*${l.quantity}`).join(' ');

/** @throws Stopped Refused AddressInvalid, naming what is missing and nothing of what is there. */
function addressOf(party: Party | undefined, number: string): Row {
  const { name, company, street: [address1, ...more] = [], city, region, postcode, country, phone } = party ?? {};
  const label: Row = {
    consignee: name ?? company ?? '', ...filled({ address1, city, region, postal_code: postcode, country, phone }),
    address2: more.join(', '),
  };
  const missing = ['consignee', 'address1', 'city', 'country'].filter((part) => !label[part]?.trim());
  if (missing.length === 0) return label;
  throw stop.refused('AddressInvalid',
    `the address of order ${number} has no ${missing.join(', ')}; the 3PL cannot ship to it`);
}

const filled = (parts: Readonly<Record<string, string | undefined>>): Row =>
  Object.fromEntries(Object.entries(parts).map(([name, value]) => [name, value ?? '']));
