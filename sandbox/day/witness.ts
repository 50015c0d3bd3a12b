/**
 * What partners can swear to: every document in their own books. Nothing of ours may stand there twice, whatever was
 * retried, repeated, killed or cut off in between. By our own key where the partner keeps it, and by what was done
 * where it does not.
 */
import type { Cast } from './cast.ts';
import { SHOPS, type Shop } from './cast.ts';
import type { Day } from './day.ts';

export interface Testimony {
  readonly partner: string;
  readonly writes: number;
  /** What one of our wishes did more than once. */
  readonly twice: readonly string[];
}

export async function testimonies(day: Day): Promise<Testimony[]> {
  const told = await toldByOrder(day);
  return day.cast.twins.map(({ name, twin }) => ({
    partner: name, writes: twin.applied.length,
    twice: name in SHOPS ? shop(day, name as Shop, told) : name === 'tryton' ? erp(day.cast)
      : repeated(twin.applied.filter((a) => KEYED.has(a.operation)).map((a) => `${a.operation} ${a.key}`)),
  }));
}

/** Writes whose key the witness was given by us: a shipment of an order, a request of ours. */
const KEYED = new Set(['confirmShipment', 'shipping-request', 'cancel']);

function repeated(names: readonly string[]): string[] {
  const seen = new Map<string, number>();
  for (const name of names) seen.set(name, (seen.get(name) ?? 0) + 1);
  return [...seen].filter(([, n]) => n > 1).map(([name, n]) => `${name} (${n} times)`);
}

/** Shopify keeps no key of a fulfillment: an order must not have more of them than shipments were told. */
function shop({ cast }: Day, name: Shop, told: ReadonlyMap<string, number>): string[] {
  return cast.shops[name].state().orders.flatMap((o) => {
    const made = (o['fulfillments'] as readonly unknown[]).length;
    const ours = told.get(`${name} ${String(o['id'])}`) ?? 0;
    return made > ours ? [`${String(o['name'])} has ${made} fulfillments for ${ours} shipments`] : [];
  });
}

async function toldByOrder({ look }: Day): Promise<ReadonlyMap<string, number>> {
  const rows = await look.rows<{ channel: string; external: string; n: number }>(`
    select o.channel, o.external, count(*)::int as n from shipment_view s
    join order_view o on o.tenant = s.tenant and o.order_id = s.order_id where s.tenant = $1 group by 1, 2`);
  return new Map(rows.map((r) => [`${r.channel} ${r.external}`, r.n]));
}

/** Tryton keeps our key in a field of its own, and lets anybody write two documents with one. */
function erp({ erp: twin }: Cast): string[] {
  const twice = (model: string, field: string): string[] => {
    const live = twin.records(model).filter((r) => typeof r[field] === 'string' && r[field] !== '' && r['state'] !== 'cancelled');
    return [...Map.groupBy(live, (r) => String(r[field]))].filter(([, rows]) => rows.length > 1)
      .map(([key, rows]) => `${model} ${key}: ${rows.map((r) => `${String(r['id'])} ${String(r['state'])}`).join(', ')}`);
  };
  return [...twice('sale.sale', 'description'), ...twice('account.invoice', 'description'), ...twice('stock.shipment.out', 'reference')];
}
