/**
 * The day of a location: Square has no Z report. A day ends by the clock of the location, some hours after midnight; what its
 * registers rang up, what their drawers were counted at, and what was paid in and out make one entry of it. What a register
 * that was offline tells later is a supplement.
 */
import { z } from 'zod';
import { brand, type ExternalId, type LocalDate, type Timestamp } from '#domain/brand.ts';
import type { Currency } from '#domain/measure.ts';
import type { Order } from '#domain/order.ts';
import type { RegisterPlace, Taking } from '#domain/register-day.ts';
import { takingsBack, takingsOf } from '#domain/register-takings.ts';
import { after, dateIn } from '#domain/time.ts';
import type { News, Poll, PolledDocument, Port } from '#connectors/contract.ts';
import { read } from '#connectors/parse.ts';
import { meaning, says } from '#connectors/translation.ts';
import { ask, locationsOf } from './call.ts';
import type { Settings } from './settings.ts';
import { money, unitOf, type SquareOrder } from './shape.ts';
import { ORDER, REFUND } from './status.ts';
import { methodOf, webOrder } from './web.ts';

/** An order names its location, not its register: the day is that of all of them. */
export const REGISTERS = 'all';
const HOUR = 3600;

const Places = z.object({ locations: z.array(z.looseObject({
  id: z.string(), timezone: z.string().nullish(), currency: z.string().nullish() })).default([]) });
interface Place { readonly zone: string; readonly currency?: string }
/** Where locations are, asked once. */
async function placeOf(port: Port<Settings>, location: string): Promise<Place> {
  const known = port.memory.get('places') as ReadonlyMap<string, Place> | undefined;
  const places = known ?? new Map((await ask(port, { method: 'GET', url: '/v2/locations' }, Places)).locations.map((l) =>
    [l.id, { zone: l.timezone ?? port.settings.timeZone, ...(l.currency && { currency: l.currency }) }]));
  port.memory.set('places', places);
  return places.get(location) ?? { zone: port.settings.timeZone };
}

/** What is rung up before the day ends belongs to the day before. */
export const businessDate = (at: Timestamp, zone: string, { dayEndsHour }: Settings): LocalDate =>
  brand<LocalDate>(dateIn(after(at, -dayEndsHour * HOUR), zone));

export async function dayOf(port: Port<Settings>, location: string, of: { at: Timestamp; unit: Currency }): Promise<RegisterPlace> {
  const { zone } = await placeOf(port, location);
  return { connection: port.connection, store: location, register: REGISTERS, currency: of.unit,
    date: businessDate(of.at, zone, port.settings) };
}

/** Sold over the counter and paid: what Square Online sold is shipped and belongs to no register. */
export async function ticketNews(port: Port<Settings>, o: SquareOrder, order: Order): Promise<News[]> {
  if (!says(ORDER, o.state, 'sent') || (o.fulfillments ?? []).length > 0 || order.cancelledAt) return [];
  return rung(port, o, { unit: order.currency, takings: takingsOf(order) });
}

/** Goods brought back to a register; of a web order, its own documents tell of the money. */
export async function backNews(port: Port<Settings>, o: SquareOrder): Promise<News[]> {
  const mine = (o.returns ?? []).filter((r) => r.source_order_id && !webOrder(o, r));
  const paid = (o.refunds ?? []).find((x) => !x.status || meaning(REFUND, x.status) !== 'failed');
  if (mine.length === 0 || !paid) return [];
  const unit = unitOf(mine.map((r) => r.return_amounts?.total_money));
  const method = await methodOf(port, paid.id);
  const takings = mine.flatMap((r): Taking[] => takingsBack({
    amount: money(r.return_amounts?.total_money, unit), method, provider: `square/${method}`,
    tax: money(r.return_amounts?.tax_money, unit),
  }));
  return rung(port, o, { unit, takings, suffix: ':back' });
}

async function rung(
  port: Port<Settings>, o: SquareOrder, { unit, takings, suffix = '' }: { unit: Currency; takings: readonly Taking[]; suffix?: string },
): Promise<News[]> {
  if (takings.length === 0) return [];
  const at = o.closed_at ?? o.updated_at ?? o.created_at;
  const place = await dayOf(port, o.location_id, { at, unit });
  return [{ said: 'register-record', record: { place, external: brand<ExternalId>(`${o.id}${suffix}`), kind: 'ticket', at, takings } }];
}

/** Yesterday's, once the clock of the location says so; a day that was missed meanwhile too. */
export const days: Poll<Settings> = {
  name: 'days', everySeconds: 900, transport: 'poll',
  async page(port, since) {
    const documents: PolledDocument[] = [];
    let last = since ?? '';
    for (const location of await locationsOf(port)) {
      const { zone, currency } = await placeOf(port, location);
      if (!currency) continue;
      const over = Temporal.PlainDate.from(businessDate(port.now, zone, port.settings)).subtract({ days: 1 });
      // Locations in the west are a day behind, so the last day is told again; a document that says the same is not stored.
      let date = since ? Temporal.PlainDate.from(since) : over;
      for (; Temporal.PlainDate.compare(date, over) <= 0; date = date.add({ days: 1 }))
        documents.push(documentOf(location, date, { zone, currency, hour: port.settings.dayEndsHour }));
      if (over.toString() > last) last = over.toString();
    }
    return { documents, more: false, next: last };
  },
};

function documentOf(location: string, date: Temporal.PlainDate, of: { zone: string; currency: string; hour: number }): PolledDocument {
  const at = date.add({ days: 1 }).toZonedDateTime({ timeZone: of.zone, plainTime: Temporal.PlainTime.from({ hour: of.hour }) })
    .toInstant().toString({ smallestUnit: 'millisecond' });
  return { topic: 'day-end', reference: `day-ends/${location}/${date.toString()}`,
    body: JSON.stringify({ location, date: date.toString(), at, currency: of.currency }) };
}

const Ended = z.object({ location: z.string(), date: z.iso.date(), at: z.string(), currency: z.string() });
export function dayEndNews(port: Port<Settings>, value: unknown): News[] {
  const { location, date, at, currency } = read(Ended, value);
  return [{ said: 'register-closed', report: {
    place: { connection: port.connection, store: location, register: REGISTERS, date: brand<LocalDate>(date),
      currency: brand<never>(currency) },
    external: brand<ExternalId>(`${location}/${date}`), at: brand<Timestamp>(at),
  } }];
}
