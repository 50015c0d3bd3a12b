/** Tables people keep: products, locations, the versions of mappings; many rows at once. */
import { z } from 'zod';
import { PAYOUT_CLASSES } from '#domain/payout.ts';
import { isGuarded } from '#runtime/operations/candidate.ts';
import { MAPPINGS, setMapping } from '#runtime/operations/mappings.ts';
import { audited, Refusal } from '#runtime/operations/operation.ts';
import { locationsOf, saveProducts } from '#store/configuration.ts';
import { listProducts, versionsOf } from '#store/list-catalog.ts';
import { actOf, answers, iso, type Api, type ApiContext } from '../api.ts';
import { counted, paging, readCursor } from '../paging.ts';
import { pageOf, word } from '../schemas.ts';
import { LocationItem, MappingTableItem, MappingVersionItem, ProductItem } from '../schemas-console.ts';

const MOST = 1000;
/** Tables whose own side is one of a few words. */
const CHOICES: Readonly<Record<string, readonly string[]>> = { fee: PAYOUT_CLASSES.filter((c) => c !== 'unknown') };
const why = z.string().max(500).optional();

export const catalogRoutes = async (app: Api, context: ApiContext): Promise<void> => {
  productRoutes(app, context);
  mappingTables(app, context);
};

function productRoutes(app: Api, { platform }: ApiContext): void {
  app.get('/v1/products', {
    schema: {
      summary: 'Products, by SKU', tags: ['Catalog'], response: answers(pageOf(ProductItem)),
      querystring: z.object({
        ...paging, search: word().optional().meta({ description: 'SKU, words of the title, GTIN' }),
      }),
    },
  }, async ({ query: { after, limit, total, search }, caller, reads }) => {
    const [sku] = readCursor(z.tuple([z.string()]), after) ?? [];
    return counted(reads.pool, { limit, total }, (db, most) => listProducts(db, caller.tenant, { search, after: sku, limit: most }),
      { item: (p) => ({ ...p }), place: (p) => [p.sku] });
  });
  app.post('/v1/products', {
    schema: {
      summary: 'Add products or correct them', tags: ['Catalog'],
      response: answers(z.object({ saved: z.number().int() })),
      body: z.object({
        items: z.array(z.object({ sku: word(100), title: word(300), gtin: word(20).nullable().default(null) }))
          .min(1).max(MOST),
        why,
      }),
    },
  }, async ({ body, caller }) => audited(platform, actOf(caller, body.why), async (tx) => {
    await saveProducts(tx, caller.tenant, body.items);
    return {
      result: { saved: body.items.length }, what: 'product.save', before: null,
      after: { products: body.items.length, first: body.items[0]!.sku },
    };
  }));
  app.get('/v1/locations', {
    schema: {
      summary: 'Locations, by priority', tags: ['Catalog'],
      response: answers(z.object({ items: z.array(LocationItem) })),
    },
  }, async ({ caller, reads }) => ({ items: await locationsOf(reads.pool, caller.tenant) }));
}

function mappingTables(app: Api, { platform, worker }: ApiContext): void {
  app.get('/v1/mappings/tables', {
    schema: {
      summary: 'Which tables of mappings there are, and what our side of each is', tags: ['Partners'],
      response: answers(z.object({ items: z.array(MappingTableItem) })),
    },
  }, async () => ({
    items: Object.entries(MAPPINGS).map(([name, own]) => ({
      name, own, choices: [...(CHOICES[name] ?? [])], guarded: isGuarded({ kind: 'mapping', name }),
    })),
  }));
  app.get('/v1/mappings/versions', {
    schema: {
      summary: 'Every version of one mapping, newest first', tags: ['Partners'],
      querystring: z.object({ name: word(), connection: word(), external: word(500) }),
      response: answers(z.object({ items: z.array(MappingVersionItem) })),
    },
  }, async ({ query, caller, reads }) => ({
    items: (await versionsOf(reads.pool, caller.tenant, query)).map(({ active_from: from, ...v }) =>
      ({ ...v, activeFrom: iso(from) })),
  }));
  app.post('/v1/mappings/import', {
    schema: {
      summary: 'Set many mappings; each is set or says why not', tags: ['Partners'],
      body: z.object({
        items: z.array(z.object({ name: word(), connection: word(), external: word(500), own: word().nullable() }))
          .min(1).max(MOST),
        why,
      }),
      response: answers(z.object({
        set: z.number().int(), released: z.number().int(),
        refused: z.array(z.object({ row: z.number().int(), why: z.string() })),
      })),
    },
  }, async ({ body, caller }) => {
    const refused: { row: number; why: string }[] = [];
    let released = 0;
    for (const [i, item] of body.items.entries())
      try {
        released += (await setMapping(platform, actOf(caller, body.why), item)).released;
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        refused.push({ row: i + 1, why: error.message });
      }
    worker?.wake();
    return { set: body.items.length - refused.length, released, refused };
  });
}
