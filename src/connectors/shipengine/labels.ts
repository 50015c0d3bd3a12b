/**
 * A request to ship is a label: bought under our reference, which ShipEngine takes once, and looked up under it. It has
 * left when the carrier has it; until then it can be voided.
 */
import { z } from 'zod';
import { brand } from '#domain/brand.ts';
import { stop } from '#domain/fault.ts';
import type { WishOf } from '#domain/messages.ts';
import type { Party } from '#domain/party.ts';
import type { Port, Receipt, Write } from '#connectors/contract.ts';
import { ask } from './ask.ts';
import type { Settings } from './settings.ts';
import { Label } from './shape.ts';

const Voided = z.object({ approved: z.boolean(), message: z.string().default('') });
type Request = WishOf<'RequestFulfillment'>;

export const requestFulfillment: Write<Settings, Request> = {
  async apply(port, wish) {
    const body = await labelFor(port, wish);
    const label = await ask(port, { method: 'POST', url: '/v1/labels', body, write: true }, Label);
    if (!label) throw stop.refused('PartnerRefused', 'ShipEngine knows no labels at this address');
    return receipt(label);
  },
  find: async (port, { fulfillment }) => found(await labelOf(port, fulfillment.fulfillmentId)),
};
const receipt = (label: Label): Receipt => ({
  external: brand(label.label_id),
  ...(label.tracking_number && { references: [['tracking', label.tracking_number]] as const }),
});
const found = (label: Label | undefined): Receipt | undefined => (label ? receipt(label) : undefined);

const labelOf = (port: Port<Settings>, reference: string): Promise<Label | undefined> =>
  ask(port, { method: 'GET', url: `/v1/labels/external_shipment_id/${encodeURIComponent(reference)}` }, Label);

export const cancelFulfillment: Write<Settings, WishOf<'CancelFulfillment'>> = {
  async apply(port, { fulfillmentId }) {
    const label = await labelOf(port, fulfillmentId);
    if (!label) throw stop.refused('PartnerRefused', `ShipEngine has no label for ${fulfillmentId}`);
    if (label.status === 'voided') return receipt(label);
    const answer = await ask(port, { method: 'PUT', url: `/v1/labels/${label.label_id}/void`, write: true }, Voided);
    if (!answer?.approved) throw stop.refused('PartnerRefused',
      `the label of ${fulfillmentId} cannot be voided: ${answer?.message ?? ''}`);
    return receipt(label);
  },
  async find(port, { fulfillmentId }) {
    const label = await labelOf(port, fulfillmentId);
    return label?.status === 'voided' ? receipt(label) : undefined;
  },
};

async function labelFor(port: Port<Settings>, { fulfillment, number, shipTo }: Request): Promise<object> {
  const { carrierId, serviceCode, warehouseId, gramsPerUnit } = port.settings;
  const units = fulfillment.lines.reduce((n, l) => n + l.quantity, 0);
  return {
    shipment: {
      external_shipment_id: fulfillment.fulfillmentId, carrier_id: carrierId, service_code: serviceCode, warehouse_id: warehouseId,
      ship_to: addressOf(shipTo && (await port.party(shipTo)), number),
      items: fulfillment.lines.map((l) => ({ name: l.sku, sku: l.sku, quantity: l.quantity, external_order_item_id: l.lineId })),
      packages: [{ weight: { value: units * gramsPerUnit, unit: 'gram' } }],
    },
  };
}

/** @throws Stopped Refused AddressInvalid, naming what is missing and nothing of what is there. */
function addressOf(party: Party | undefined, number: string): object {
  const { name, company, street: [line1, line2] = [], city, region, postcode, country, phone } = party ?? {};
  const needed = { name: name ?? company, address_line1: line1, city_locality: city, postal_code: postcode, country_code: country };
  const missing = Object.entries(needed).filter(([, value]) => !value?.trim()).map(([part]) => part);
  if (missing.length > 0) throw stop.refused('AddressInvalid', `the address of order ${number} has no ${missing.join(', ')}`);
  return {
    ...needed, ...(line2 && { address_line2: line2 }), ...(region && { state_province: region }), ...(phone && { phone }),
    ...(company && { company_name: company }),
  };
}
