/**
 * Register days in the money ledger. Where the channel's tickets go to an ERP, its invoices are the revenue, and of the day
 * only what no invoice knows is posted: cash that went in or out, and what was counted over or short.
 */
import type { RegisterDayClosed } from '#domain/messages.ts';
import { postRegisterDay } from '#domain/posting/register-day.ts';
import { revive } from '#domain/wire.ts';
import type { Claimed } from '#store/delivery.ts';
import { booksOf } from '../books.ts';
import { tenantOf } from '../platform.ts';
import { routePolicy } from '../route-policy.ts';
import type { Batch } from './handler.ts';
import type { Posted } from './posted.ts';

const DRAWER: ReadonlySet<string> = new Set(['pay-in', 'pay-out', 'tip-out', 'drop', 'float', 'over']);

export async function registerDay(batch: Batch, d: Claimed): Promise<Posted> {
  const { place, part, takings, over } = revive<RegisterDayClosed['data']>(d.data);
  const { erp } = routePolicy(tenantOf(batch.platform, d.tenant), place.connection);
  const own = booksOf(batch, d, place.connection);
  // Where the connection's own payouts are the revenue, its tickets are not a second time.
  const pays = tenantOf(batch.platform, d.tenant).connections.get(place.connection)?.connector.can.streams !== undefined;
  const posted = erp || (pays && own.settlement === 'summary') ? takings.filter((t) => DRAWER.has(t.kind)) : takings;
  return {
    journals: [postRegisterDay({ place, part, takings: posted, ...(over && { over }), settledBy: own.settledBy })],
    legalEntity: own.legalEntity, books: own,
    dimensions: { channel: place.connection, location: place.store, register: place.register },
    ...(own.journalsTo && { erp: { to: own.journalsTo, key: `journal:${d.key}` } }),
  };
}
