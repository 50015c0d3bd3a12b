/** Products as the channel has them: one news for each variant, which is what is sold and what SKUs are mapped by. */
import { z } from 'zod';
import type { News } from '../contract.ts';
import { read } from '../parse.ts';
import { gidNumber, idOf, restId } from './ids.ts';
import { text } from './seen.ts';

const Rest = z.object({
  title: z.string(),
  variants: z.array(z.object({ ...restId, sku: z.string().nullish(), title: z.string().nullish() })),
});
const Graphql = z.object({
  title: z.string(),
  variants: z.object({ nodes: z.array(z.object({ id: gidNumber, sku: z.string().nullish(),
    title: z.string().nullish() })) }),
});

/** What Shopify calls the variant of a product that has only one. */
const ONLY = 'Default Title';

export function productsIn(body: unknown): News[] {
  const rest = Array.isArray((body as { variants?: unknown } | null)?.variants);
  const { title, variants } = rest ? read(Rest, body) : read(Graphql, body);
  const list = Array.isArray(variants) ? variants.map((v) => ({ ...v, id: idOf(v) })) : variants.nodes;
  return list.map((v) => {
    const sku = text(v.sku);
    const own = text(v.title);
    return {
      said: 'product' as const, item: v.id, title: own && own !== ONLY ? `${title} - ${own}` : title,
      ...(sku && { statedSku: sku }),
    };
  });
}
