/** Stock: what is where, what channels were told, and the sum behind the number. */
import { z } from 'zod';
import { productsOf } from '#store/configuration.ts';
import { stockOf, type Balance } from '#store/ledger.ts';
import { listStock, movementsOf, STOCK_STATES, toldOf, type MovementRow } from '#store/list-stock.ts';
import { answers, iso, isoOrNull, type Api } from '../api.ts';
import { counted, paging, readCursor } from '../paging.ts';
import { problem } from '../problem.ts';
import { pageOf, StockDetail, StockItem, word } from '../schemas.ts';

const MOVEMENTS = 20;

export const stockRoutes = async (app: Api): Promise<void> => {
  app.get('/v1/stock', {
    schema: {
      summary: 'Stock of all SKUs, by name', tags: ['Stock'], response: answers(pageOf(StockItem)),
      querystring: z.object({
        ...paging, search: word().optional().meta({ description: 'A part of SKU or title' }),
        only: z.enum(STOCK_STATES).optional().meta({ description: 'Nothing free; promised; a channel shows another number' }),
      }),
    },
  }, async ({ query: { after, limit, total, ...filter }, caller, reads }) => {
    const [sku] = readCursor(z.tuple([z.string()]), after) ?? [];
    return counted(reads.pool, { limit, total }, (db, most) => listStock(db, caller.tenant, { ...filter, after: sku, limit: most }), {
      item: (r) => ({ sku: r.sku, title: r.title, ...amounts(Number(r.free), Number(r.reserved)), places: { ...r.places } }),
      place: (r) => [r.sku],
    });
  });

  app.get('/v1/stock/:sku', {
    schema: {
      summary: 'One SKU: by location, what channels were told, why it is this number', tags: ['Stock'],
      params: z.object({ sku: word() }), response: answers(StockDetail),
    },
  }, async ({ params: { sku }, caller: { tenant }, reads: { pool } }) => {
    const [product, balances, told, movements] = await Promise.all([
      productsOf(pool, tenant, [sku]), stockOf(pool, tenant, sku), toldOf(pool, tenant, sku),
      movementsOf(pool, tenant, sku, MOVEMENTS),
    ]);
    if (product.length === 0 && balances.length === 0) throw problem.notFound(`There is no SKU ${sku}.`);
    const locations = byLocation(balances);
    const sum = (of: 'available' | 'reserved') => locations.reduce((n, l) => n + l[of], 0);
    return {
      sku, title: product[0]?.title ?? null, ...amounts(sum('available'), sum('reserved')), locations,
      why: why(locations),
      channels: told.map((t) => ({
        connection: t.connection, item: t.item, wanted: t.wanted, acknowledged: t.acknowledged,
        acknowledgedAt: isoOrNull(t.acknowledged_at),
      })),
      movements: movements.map(movement),
    };
  });
};

const amounts = (available: number, reserved: number) => ({ onHand: available + reserved, reserved, available });

/**
 * `stock:<location>:on_hand` holds what is on hand and not promised, `…:reserved` what is promised, and what
 * stands in other accounts of a location (inspection) is neither until somebody says where it is.
 */
function byLocation(balances: readonly Balance[]) {
  const locations = new Map<string, { free: number; reserved: number; inspection: number }>();
  for (const { account, amount } of balances) {
    const [, location = '', kind] = account.split(':');
    const at = locations.get(location) ?? { free: 0, reserved: 0, inspection: 0 };
    if (kind === 'on_hand') at.free += Number(amount);
    if (kind === 'reserved') at.reserved += Number(amount);
    if (kind === 'inspection') at.inspection += Number(amount);
    locations.set(location, at);
  }
  return [...locations].map(([location, { free, reserved, inspection }]) =>
    ({ location, ...amounts(free, reserved), inspection }));
}

/** `7 = east (9 on hand − 4 reserved) + west (2 on hand − 0 reserved)` */
function why(locations: ReturnType<typeof byLocation>): string {
  if (locations.length === 0) return '0: nothing was ever counted or received.';
  const total = locations.reduce((n, l) => n + l.available, 0);
  const parts = locations.map((l) => `${l.location} (${l.onHand} on hand − ${l.reserved} reserved` +
    `${l.inspection > 0 ? `; ${l.inspection} more in inspection` : ''})`);
  return `${total} = ${parts.join(' + ')}`;
}

const movement = (m: MovementRow) => ({
  at: iso(m.at), memo: m.memo, document: m.document, correlation: m.correlation,
  lines: m.lines.map((l) => ({ account: l.account, quantity: Number(l.amount) })),
});
