/**
 * The quantity for sale of a SKU: one patch of its listing. It is a state, so repeating it harms nothing,
 * and `find` compares what is listed with what was wished.
 *
 * Amazon compares nothing, so the listing is read first: when it shows another number than it had acknowledged, that is
 * the answer and nothing is written, because the difference may be sales we have not heard of. It takes minutes until a
 * listing shows what Amazon has taken: what was acknowledged just now is not asked for yet.
 */
import { z } from 'zod';
import { brand, type ExternalId } from '#domain/brand.ts';
import { stop } from '#domain/fault.ts';
import type { WishOf } from '#domain/messages.ts';
import { secondsBetween } from '#domain/time.ts';
import type { Port, Receipt, Write } from '#connectors/contract.ts';
import { read } from '#connectors/parse.ts';
import { call, errorsOf } from './login.ts';
import type { Settings } from './settings.ts';

type Wish = WishOf<'PublishStock'>;
/** The seller's own stock; Amazon's is another channel and not ours to write. */
const CHANNEL = 'DEFAULT';

const Submission = z.object({
  status: z.string(),
  issues: z.array(z.object({ code: z.string(), message: z.string(), severity: z.string().optional() })).optional(),
});
const Listing = z.object({
  fulfillmentAvailability: z.array(z.object({
    fulfillmentChannelCode: z.string(), quantity: z.number().int().optional(),
  })).optional(),
});

export const publishStock: Write<Settings, Wish> = {
  bucket: 'patchListingsItem',
  tellsLead: true,
  async apply(port, { item, quantity, lead, was, since }) {
    if (was !== undefined && since && secondsBetween(since, port.now) > SHOWN_SECONDS) {
      const there = await listed(port, item);
      if (there !== undefined && there !== was && there !== quantity) return { ...receiptOf(item), stands: there };
    }
    const answer = await call(port, {
      method: 'PATCH', url: urlOf(port, item, 'issues'), bucket: 'patchListingsItem', write: true, accept: [404],
      body: { productType: port.settings.productType, patches: [{
        op: 'replace', path: '/attributes/fulfillment_availability',
        value: [{
          fulfillment_channel_code: CHANNEL, quantity, ...(lead && { lead_time_to_ship_max_days: lead.days }),
          ...(lead?.from && { restock_date: lead.from }),
        }],
      }] },
    });
    if (answer.status !== 200) throw stop.refused('ListingRejected', `Amazon refuses ${item}: ${errorsOf(answer)}`);
    const { status, issues = [] } = read(Submission, answer.json());
    if (status === 'ACCEPTED') return receiptOf(item);
    const why = issues.map((i) => `${i.code} ${i.message}`).join('; ') || `status ${status}`;
    throw stop.refused('ListingRejected', `Amazon does not list ${quantity} of ${item}: ${why}`);
  },
  async find(port, { item, quantity }) {
    return (await listed(port, item)) === quantity ? receiptOf(item) : undefined;
  },
};
/** After so long a listing shows what Amazon has taken. */
const SHOWN_SECONDS = 900;

/** Undefined where there is no such listing: the patch says what is wrong with it. */
async function listed(port: Port<Settings>, item: string): Promise<number | undefined> {
  const answer = await call(port, {
    method: 'GET', url: urlOf(port, item, 'fulfillmentAvailability'), bucket: 'getListingsItem', accept: [404],
  });
  if (answer.status !== 200) return undefined;
  const { fulfillmentAvailability = [] } = read(Listing, answer.json());
  return fulfillmentAvailability.find((a) => a.fulfillmentChannelCode === CHANNEL)?.quantity;
}

function urlOf({ settings }: Port<Settings>, item: string, includedData: string): string {
  const query = new URLSearchParams({ marketplaceIds: settings.marketplaceIds.join(','), includedData });
  return `/listings/2021-08-01/items/${encodeURIComponent(settings.sellerId)}/${encodeURIComponent(item)}?${query}`;
}

const receiptOf = (item: string): Receipt => ({ external: brand<ExternalId>(item) });
