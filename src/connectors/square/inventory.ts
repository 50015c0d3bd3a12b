/**
 * Stock as Square keeps it: adjustments from one state to another, physical counts, transfers. Each has an id, so each is
 * told once, and the time it happened, which for a register that was offline lies before the time it was heard.
 */
import { z } from 'zod';
import { brand, type ExternalId } from '#domain/brand.ts';
import type { MovementKind } from '#domain/messages.ts';
import type { News, Port } from '#connectors/contract.ts';
import { read } from '#connectors/parse.ts';
import { statedSku, skusOf } from './catalog.ts';
import type { Settings } from './settings.ts';
import { when } from './shape.ts';
import { webFinding } from './web.ts';

const Common = {
  id: z.string(), reference_id: z.string().nullish(), catalog_object_id: z.string(), quantity: z.string(), occurred_at: when,
  created_at: z.string().nullish(),
};
export const Change = z.object({
  type: z.string(),
  adjustment: z.object({
    ...Common, from_state: z.string(), to_state: z.string(), location_id: z.string(), purchase_order_id: z.string().nullish(),
    transaction_id: z.string().nullish(), refund_id: z.string().nullish(),
  }).nullish(),
  physical_count: z.object({ ...Common, state: z.string(), location_id: z.string() }).nullish(),
  transfer: z.object({ ...Common, from_location_id: z.string(), to_location_id: z.string() }).nullish(),
});
export type Change = z.output<typeof Change>;

type Movement = Extract<News, { said: 'movement' }>;

/** What we wrote ourselves comes back in the list of changes. */
export const OURS = 'threadline:';

/** From → to, as Square's states; what stays away from the shelf before and after is no movement of ours. */
const MEANING: Readonly<Record<string, MovementKind | 'nothing'>> = {
  'IN_STOCK SOLD': 'sold', 'RESERVED_FOR_SALE SOLD': 'sold', 'IN_STOCK SOLD_ONLINE': 'sold',
  'IN_STOCK RESERVED_FOR_SALE': 'nothing', 'RESERVED_FOR_SALE IN_STOCK': 'nothing',
  'RESERVED_FOR_SALE SOLD_ONLINE': 'sold', 'SOLD_ONLINE SOLD': 'nothing', 'SOLD_ONLINE IN_STOCK': 'returned',
  'SOLD_ONLINE RETURNED_BY_CUSTOMER': 'nothing', 'RESERVED_FOR_SALE WASTE': 'lost', 'RESERVED_FOR_SALE NONE': 'lost',
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
  const { catalog_object_id: variation, quantity } = about;
  const units = whole(quantity);
  if (units === undefined)
    return [{ said: 'bad-row', reference: about.id, detail: `${quantity} of ${variation} is no whole number of stock units` }];
  const item = { item: brand<ExternalId>(variation), ...statedSku(await skusOf(port, [variation]), variation) };
  if (change.physical_count) return counted(change.physical_count, { ...item, onHand: units });
  if (units === 0) return [{ said: 'nothing', why: `${about.id} moves nothing` }];
  if (change.transfer) return transferred(change.transfer, { ...item, quantity: units });
  const found = await webFinding(port, change.adjustment!, { ...item, quantity: units });
  return found ? [found] : adjusted(change.adjustment!, { ...item, quantity: units });
}

type Item = Movement['items'][number];
type Part<K extends 'adjustment' | 'physical_count' | 'transfer'> = NonNullable<Change[K]>;

interface About { readonly id: string; readonly occurred_at: Movement['at'] }
const moved = (about: About, item: Item, more: Pick<Movement, 'kind' | 'location'> & Partial<Movement>): News =>
  ({ said: 'movement', external: brand(about.id), at: about.occurred_at, items: [item], ...more });

/** Square moves both ends in one act: nothing more of it comes. */
function transferred(t: Part<'transfer'>, item: Item): News[] {
  const [from, to] = [brand<ExternalId>(t.from_location_id), brand<ExternalId>(t.to_location_id)];
  const transfer = brand<ExternalId>(t.id);
  return [
    moved(t, item, { kind: 'sent', location: from, other: to, transfer }),
    moved(t, item, { kind: 'arrived', location: to, other: from, transfer, final: true }),
  ];
}

type Counted = Extract<News, { said: 'stock' }>['items'][number];
function counted({ id, state, location_id: location, occurred_at: asOf }: Part<'physical_count'>, item: Counted): News[] {
  if (state !== 'IN_STOCK') return [{ said: 'nothing', why: `${id} counts what is ${state}` }];
  return [{ said: 'stock', location: brand(location), asOf, items: [item] }];
}

function adjusted(a: Part<'adjustment'>, item: Item): News[] {
  const step = `from ${a.from_state} to ${a.to_state}`;
  const kind = MEANING[`${a.from_state} ${a.to_state}`];
  if (!kind) return [{ said: 'drift', path: `adjustment.${a.from_state}.${a.to_state}`, detail: `${step} is a step nobody documented` }];
  if (kind === 'nothing') return [{ said: 'nothing', why: `${a.id} went ${step}` }];
  const order = kind === 'received' && a.purchase_order_id ? { document: brand<ExternalId>(a.purchase_order_id) } : {};
  return [moved(a, item, { kind, location: brand(a.location_id), ...order })];
}

export const whole = (quantity: string): number | undefined =>
  (/^\d{1,9}(\.0*)?$/.test(quantity) ? Math.trunc(Number(quantity)) : undefined);
