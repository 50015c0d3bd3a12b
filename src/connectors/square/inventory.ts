/**
 * Stock as Square keeps it: adjustments from one state to another, physical counts, transfers. Each has an id, so each is
 * told once, and the time it happened, which for a register that was offline lies before the time it was heard.
 */
import { z } from 'zod';
import { brand, type ExternalId } from '#domain/brand.ts';
import type { MovementKind } from '#domain/messages.ts';
import { timestamp } from '#domain/time.ts';
import type { News, Port } from '#connectors/contract.ts';
import { read } from '#connectors/parse.ts';
import { statedSku, skusOf } from './catalog.ts';
import type { Settings } from './settings.ts';

const Common = {
  id: z.string(), reference_id: z.string().nullish(), catalog_object_id: z.string(), quantity: z.string(), occurred_at: z.string(),
  created_at: z.string().nullish(),
};
export const Change = z.object({
  type: z.string(),
  adjustment: z.object({ ...Common, from_state: z.string(), to_state: z.string(), location_id: z.string() }).nullish(),
  physical_count: z.object({ ...Common, state: z.string(), location_id: z.string() }).nullish(),
  transfer: z.object({ ...Common, from_location_id: z.string(), to_location_id: z.string() }).nullish(),
});
export type Change = z.output<typeof Change>;

/** What we wrote ourselves comes back in the list of changes. */
export const OURS = 'threadline:';

/** From → to, as Square's states; what stays away from the shelf before and after is no movement of ours. */
const MEANING: Readonly<Record<string, MovementKind | 'nothing'>> = {
  'IN_STOCK SOLD': 'sold', 'RESERVED_FOR_SALE SOLD': 'sold', 'IN_STOCK SOLD_ONLINE': 'sold',
  'IN_STOCK RESERVED_FOR_SALE': 'nothing', 'RESERVED_FOR_SALE IN_STOCK': 'nothing',
  'NONE IN_STOCK': 'received', 'RECEIVED_FROM_VENDOR IN_STOCK': 'received', 'ORDERED_FROM_VENDOR IN_STOCK': 'received',
  'ORDERED_FROM_VENDOR RECEIVED_FROM_VENDOR': 'nothing', 'NONE ORDERED_FROM_VENDOR': 'nothing',
  'SOLD IN_STOCK': 'returned', 'RETURNED_BY_CUSTOMER IN_STOCK': 'returned', 'UNLINKED_RETURN IN_STOCK': 'returned',
  'SOLD RETURNED_BY_CUSTOMER': 'nothing', 'NONE RETURNED_BY_CUSTOMER': 'nothing', 'NONE UNLINKED_RETURN': 'nothing',
  'RETURNED_BY_CUSTOMER WASTE': 'nothing', 'UNLINKED_RETURN WASTE': 'nothing', 'SOLD WASTE': 'nothing',
  'IN_STOCK WASTE': 'lost', 'IN_STOCK NONE': 'lost', 'WASTE IN_STOCK': 'found',
  'IN_STOCK IN_TRANSIT': 'sent', 'IN_STOCK IN_TRANSIT_TO': 'sent', 'IN_TRANSIT IN_STOCK': 'arrived', 'IN_TRANSIT_TO IN_STOCK': 'arrived',
  'IN_STOCK COMPOSED': 'lost', 'DECOMPOSED IN_STOCK': 'found', 'COMPOSED IN_STOCK': 'found', 'IN_STOCK DECOMPOSED': 'lost',
};

export async function changeNews(port: Port<Settings>, body: unknown): Promise<News[]> {
  const change = read(Change, body);
  const about = change.adjustment ?? change.physical_count ?? change.transfer;
  if (!about) return [{ said: 'drift', path: 'change.type', detail: `${change.type} is a kind of change nobody documented` }];
  if (about.reference_id?.startsWith(OURS)) return [{ said: 'nothing', why: `${about.id} is what we told Square ourselves` }];
  const variation = about.catalog_object_id;
  const units = whole(about.quantity);
  if (units === undefined)
    return [{ said: 'bad-row', reference: about.id, detail: `${about.quantity} of ${variation} is no whole number of stock units` }];
  const item = { item: brand<ExternalId>(variation), ...statedSku(await skusOf(port, [variation]), variation) };
  const at = timestamp(about.occurred_at);
  const moved = (kind: MovementKind, location: string, other?: string): News => ({
    said: 'movement', external: brand(about.id), location: brand(location), at, kind, ...(other && { other: brand<ExternalId>(other) }),
    items: [{ ...item, quantity: units }],
  });
  if (change.transfer) {
    const { from_location_id: from, to_location_id: to } = change.transfer;
    return units === 0 ? [] : [moved('sent', from, to), moved('arrived', to, from)];
  }
  if (change.physical_count) {
    const { state, location_id: location } = change.physical_count;
    if (state !== 'IN_STOCK') return [{ said: 'nothing', why: `${about.id} counts what is ${state}` }];
    return [{ said: 'stock', location: brand(location), asOf: at, items: [{ ...item, onHand: units }] }];
  }
  const { from_state: from, to_state: to, location_id: location } = change.adjustment!;
  const meaning = MEANING[`${from} ${to}`];
  if (!meaning) return [{ said: 'drift', path: `adjustment.${from}.${to}`, detail: `from ${from} to ${to} is a step nobody documented` }];
  if (meaning === 'nothing' || units === 0) return [{ said: 'nothing', why: `${about.id} went from ${from} to ${to}` }];
  return [moved(meaning, location)];
}

const whole = (quantity: string): number | undefined => (/^\d{1,9}(\.0*)?$/.test(quantity) ? Math.trunc(Number(quantity)) : undefined);
