/** What is asked for regularly, in case a webhook was lost: orders, stock changes and refunds by their time of change. */
import { z } from 'zod';
import { after } from '#domain/time.ts';
import type { Poll, PolledDocument } from '#connectors/contract.ts';
import { ask, locationsOf } from './call.ts';
import { catalog } from './catalog.ts';
import { cursorIn, nextCursor } from './cursor.ts';
import { days } from './days.ts';
import { drawers } from './drawers.ts';
import { payouts } from './payouts.ts';
import type { Settings } from './settings.ts';

const Page = { cursor: z.string().optional() };
const Dated = z.looseObject({ id: z.string(), updated_at: z.string().nullish(), created_at: z.string().nullish() });
const timesOf = (some: readonly z.output<typeof Dated>[]): string[] =>
  some.flatMap((o) => o.updated_at ?? o.created_at ?? []);

const documentOf = (topic: string, reference: string, value: object): PolledDocument =>
  ({ topic, reference, body: JSON.stringify(value) });

const orders: Poll<Settings> = {
  name: 'orders', everySeconds: 60, transport: 'poll',
  async page(port, cursor) {
    const at = cursorIn(cursor, port.settings.ordersFrom);
    const location_ids = await locationsOf(port);
    const filter = at.since ? { filter: { date_time_filter: { updated_at: { start_at: at.since } } } } : {};
    const query = { ...filter, sort: { sort_field: 'UPDATED_AT', sort_order: 'ASC' } };
    const body = { location_ids, limit: 200, query, ...(at.page && { cursor: at.page }) };
    const Found = z.object({ orders: z.array(Dated).default([]), ...Page });
    const answer = await ask(port, { method: 'POST', url: '/v2/orders/search', body }, Found);
    const documents = answer.orders.map((o) => documentOf('order', `orders/${o.id}`, o));
    return { documents, more: answer.cursor !== undefined, next: nextCursor(at, timesOf(answer.orders), answer.cursor) };
  },
};

/** Locations are named in every question; Square answers for at most so many. */
const stock: Poll<Settings> = {
  name: 'stock', everySeconds: 60, transport: 'poll',
  async page(port, cursor) {
    // A register that was offline tells late, but Square dates a change by when it took it in, so none is missed.
    const at = cursorIn(cursor, port.settings.ordersFrom ?? after(port.now, -86_400));
    const body = { location_ids: await locationsOf(port), updated_after: at.since, limit: 500, ...(at.page && { cursor: at.page }) };
    const answer = await ask(port, { method: 'POST', url: '/v2/inventory/changes/batch-retrieve', body }, Changes);
    const documents = answer.changes.map((change) =>
      documentOf('change', `stock/${aboutOf(change)?.catalog_object_id ?? 'unknown'}`, change));
    const times = answer.changes.flatMap((change) => aboutOf(change)?.created_at ?? []);
    return { documents, more: answer.cursor !== undefined, next: nextCursor(at, times, answer.cursor) };
  },
};
const Changes = z.object({ changes: z.array(z.looseObject({})).default([]), ...Page });
/** Loosely: what is wrong with a change is said when it is read. */
function aboutOf(change: Record<string, unknown>): { catalog_object_id?: string; created_at?: string } | undefined {
  return (change['adjustment'] ?? change['physical_count'] ?? change['transfer']) as ReturnType<typeof aboutOf>;
}

const refunds: Poll<Settings> = {
  name: 'refunds', everySeconds: 300, transport: 'poll',
  async page(port, cursor) {
    const at = cursorIn(cursor, port.settings.ordersFrom);
    const query = new URLSearchParams({ sort_field: 'UPDATED_AT', sort_order: 'ASC', limit: '100' });
    if (at.since) query.set('updated_at_begin_time', at.since);
    if (at.page) query.set('cursor', at.page);
    const Found = z.object({ refunds: z.array(Dated).default([]), ...Page });
    const answer = await ask(port, { method: 'GET', url: `/v2/refunds?${query}` }, Found);
    const documents = answer.refunds.map((r) => documentOf('refund', `refunds/${r.id}`, r));
    return { documents, more: answer.cursor !== undefined, next: nextCursor(at, timesOf(answer.refunds), answer.cursor) };
  },
};

export const polls: readonly Poll<Settings>[] = [orders, stock, refunds, catalog, payouts, drawers, days];
