/** Stock: what is where, what channels were told, and the sum behind the number. */
import { z } from 'zod';
import { owedAt, placeOf, type GoodsKind } from '#domain/goods.ts';
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
      item: (r) => ({
        sku: r.sku, title: r.title, ...amounts(Number(r.free), Number(r.reserved), Number(r.held)), places: { ...r.places },
      }),
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
    const sum = (of: 'available' | 'reserved' | 'held') => locations.reduce((n, l) => n + l[of], 0);
    return {
      sku, title: product[0]?.title ?? null, ...amounts(sum('available'), sum('reserved'), sum('held')), locations,
      why: why(locations),
      channels: told.map((t) => ({
        connection: t.connection, item: t.item, wanted: t.wanted, acknowledged: t.acknowledged,
        acknowledgedAt: isoOrNull(t.acknowledged_at),
      })),
      movements: movements.map(movement),
    };
  });
};

const amounts = (available: number, reserved: number, held: number) => ({ onHand: available + reserved + held, reserved, available });

/** What lies at a place: free, promised to orders, held for somebody; the rest is not for sale until somebody says so. */
function byLocation(balances: readonly Balance[]) {
  const locations = new Map<string, Partial<Record<GoodsKind | 'owed', number>>>();
  for (const { account, amount } of balances) {
    const at = account.startsWith(OWED) ? { location: account.slice(OWED.length), kind: 'owed' as const } : placeOf(account);
    if (at) locations.set(at.location, { ...locations.get(at.location), [at.kind]: Number(amount) });
  }
  return [...locations].map(([location, { on_hand: free = 0, reserved = 0, held = 0, inspection = 0, owed = 0 }]) =>
    ({ location, ...amounts(free, reserved, held), held, inspection, owed: Math.max(0, -owed) }));
}
const OWED = owedAt('');

/** `7 = east (9 on hand − 4 reserved) + west (2 on hand)` */
function why(locations: ReturnType<typeof byLocation>): string {
  if (locations.length === 0) return '0: nothing was ever counted or received.';
  const total = locations.reduce((n, l) => n + l.available, 0);
  const parts = locations.map((l) => {
    const less = ([[l.reserved, 'reserved'], [l.held, 'held']] as const).filter(([n]) => n > 0).map(([n, what]) => ` − ${n} ${what}`);
    const beside = ([[l.inspection, 'more in inspection'], [l.owed, 'promised or sold beyond it']] as const)
      .filter(([n]) => n > 0).map(([n, what]) => `; ${n} ${what}`);
    return `${l.location} (${l.onHand} on hand${less.join('')}${beside.join('')})`;
  });
  return `${total} = ${parts.join(' + ')}`;
}

const movement = (m: MovementRow) => ({
  at: iso(m.at), memo: m.memo, document: m.document, correlation: m.correlation,
  lines: m.lines.map((l) => ({ account: l.account, quantity: Number(l.amount) })),
});
