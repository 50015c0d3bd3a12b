/**
 * Publishing what may be sold. Vendure's level is what lies on the shelf, from which it takes what its own
 * open orders have allocated; ours has those taken off already, so they are added back before writing.
 *
 * One call sets many items, all or none: an item the shop does not have is taken out beforehand. Vendure compares
 * nothing, so the level that was just read is compared here: when the shop may sell another number than it had
 * acknowledged, that is the answer and nothing is written, because the difference may be sales we have not heard of.
 */
import { z } from 'zod';
import { brand } from '#domain/brand.ts';
import { stop, type Stopped } from '#domain/fault.ts';
import type { WishOf } from '#domain/messages.ts';
import type { Port, Receipt, Write } from '#connectors/contract.ts';
import { id } from '#connectors/parse.ts';
import { ask } from './graphql.ts';
import type { Settings } from './settings.ts';

type Wish = WishOf<'PublishStock'>;
const BATCH = 100;

export const publishStock: Write<Settings, Wish> = {
  async apply(port, wish) {
    const [result] = await publish(port, [wish]);
    if (!result || !('external' in result)) throw result ?? new TypeError('a wish without an answer');
    return result;
  },
  async find(port, wish) {
    const level = (await levelsOf(port, [wish]))(wish);
    return level?.stockOnHand === target(wish, level) ? receipt(port, wish) : undefined;
  },
  batch: { size: BATCH, apply: publish },
};

const VARIANTS = `query ($ids: [String!], $take: Int) {
  productVariants(options: { filter: { id: { in: $ids } }, take: $take }) {
    items { id stockLevels { stockLocationId stockOnHand stockAllocated } }
  }
}`;
const count = z.number().int();
const Level = z.object({ stockLocationId: id, stockOnHand: count, stockAllocated: count });
const Variants = z.object({
  productVariants: z.object({ items: z.array(z.object({ id, stockLevels: z.array(Level) })) }),
});
type Level = z.output<typeof Level>;

const locationOf = (port: Port<Settings>, wish: Wish): string => wish.externalLocation ?? port.settings.stockLocationId;
const receipt = (port: Port<Settings>, wish: Wish): Receipt =>
  ({ external: brand(`${wish.item}@${locationOf(port, wish)}`) });
/** Vendure would take a level below zero as it is. */
const target = (wish: Wish, level: Level | undefined): number =>
  Math.max(0, wish.quantity) + (level?.stockAllocated ?? 0);

/** Answers the level of a wish; an item that never had stock at the location has a level of nothing. */
async function levelsOf(port: Port<Settings>, wishes: readonly Wish[]): Promise<(wish: Wish) => Level | undefined> {
  const ids = [...new Set(wishes.map((w) => String(w.item)))];
  const { productVariants: { items } } = await ask(port, {
    query: VARIANTS, variables: { ids, take: ids.length }, answer: Variants,
  });
  return (wish) => {
    const variant = items.find((v) => v.id === wish.item);
    const stockLocationId = locationOf(port, wish);
    return variant && (variant.stockLevels.find((l) => l.stockLocationId === stockLocationId) ??
      { stockLocationId, stockOnHand: 0, stockAllocated: 0 });
  };
}

const UPDATE = `mutation ($input: [UpdateProductVariantInput!]!) { updateProductVariants(input: $input) { id } }`;

async function publish(port: Port<Settings>, wishes: readonly Wish[]): Promise<readonly (Receipt | Stopped)[]> {
  const levelOf = await levelsOf(port, wishes);
  const stands = new Map(wishes.flatMap((wish) => {
    const level = levelOf(wish);
    const number = level && Math.max(0, level.stockOnHand - level.stockAllocated);
    return number !== undefined && wish.was !== undefined && number !== wish.was && number !== wish.quantity
      ? [[wish, number] as const] : [];
  }));
  const known = wishes.filter((wish) => levelOf(wish) && !stands.has(wish));
  if (known.length > 0)
    await ask(port, {
      query: UPDATE, write: true, answer: z.object({ updateProductVariants: z.unknown() }),
      variables: { input: known.map((wish) => ({
        id: wish.item,
        stockLevels: [{ stockLocationId: locationOf(port, wish), stockOnHand: target(wish, levelOf(wish)) }],
      })) },
    });
  return wishes.map((wish) => (known.includes(wish) ? receipt(port, wish)
    : stands.has(wish) ? { ...receipt(port, wish), stands: stands.get(wish)! }
    : stop.refused('ListingRejected', `the shop has no item ${wish.item}, which ${wish.sku} is listed as`)));
}
