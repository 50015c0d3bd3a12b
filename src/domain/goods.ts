/**
 * The accounts of the goods ledger. Everything that lies at a location is in exactly one of them:
 *
 *   on_hand    good and promised to nobody       inspection  came back, and nobody has looked at it yet
 *   reserved   promised to orders                damaged     not for sale
 *   held       kept for somebody until a time    missing     on the books, not found; the next count settles it
 *   incoming   on order, promised to nobody      in_transit  on its way here from another of our locations
 *   claimed    on order and promised to orders           bound       on its way here and promised to orders
 *
 * Physical goods are on_hand + reserved + held; what was promised or sold beyond them stands as a negative
 * `goods:owed:<location>`, which the next goods settle. None of the accounts above can go below zero.
 */
export const GOODS_KINDS = [
  'on_hand', 'reserved', 'held', 'missing', 'inspection', 'damaged', 'in_transit', 'bound', 'incoming', 'claimed',
] as const;
export type GoodsKind = (typeof GOODS_KINDS)[number];

export const stockAccount = (location: string, kind: GoodsKind): string => `stock:${location}:${kind}`;
export const owedAt = (location: string): string => `goods:owed:${location}`;
/** Arrived at a location before the other end said that it was sent; negative until then. */
export const earlyAt = (location: string): string => `goods:early:${location}`;
/** A lot or serial number, kept beside the accounts above. */
export const lotAt = (location: string, lot: string): string => `lot:${location}:${lot}`;

/** What of a transfer's document is on its way. */
export const transferOf = (document: string): string => `transfer:${document}`;

/** Movements by which goods came to or left a location: what a count of an earlier moment has to allow for. */
export const PHYSICAL: readonly string[] =
  ['shipped', 'sold', 'returned', 'restocked', 'received', 'sent', 'arrived', 'found', 'lost', 'damaged'];

/** Where goods come from and go to when it is not a location of ours. */
export const OUTSIDE = {
  shipped: 'goods:shipped', sold: 'goods:sold', returned: 'goods:returned', supplier: 'goods:supplier', onOrder: 'goods:on-order',
  variance: 'goods:variance', lost: 'goods:lost', found: 'goods:found', lots: 'goods:lots', transfers: 'goods:transfers',
} as const;

/** `stock:WH-1:on_hand` → ['WH-1', 'on_hand']; locations may have colons in their names. */
export function placeOf(account: string): { location: string; kind: GoodsKind } | undefined {
  const match = /^stock:(.+):([a-z_]+)$/.exec(account);
  return match && (GOODS_KINDS as readonly string[]).includes(match[2]!)
    ? { location: match[1]!, kind: match[2] as GoodsKind } : undefined;
}
