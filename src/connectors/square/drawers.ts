/**
 * Shifts of cash drawers: what was paid in and out of each, and what was counted more or less than should be there, for the
 * day of their location on which they were opened (days.ts); of its sales the orders tell.
 */
import { z } from 'zod';
import { brand, type ExternalId } from '#domain/brand.ts';
import { currency, measure, subtract, type Money } from '#domain/measure.ts';
import type { RegisterPlace } from '#domain/register-day.ts';
import type { News, Poll, PolledDocument, Port } from '#connectors/contract.ts';
import { read } from '#connectors/parse.ts';
import { ask, locationsOf } from './call.ts';
import { businessDate, REGISTERS } from './days.ts';
import type { Settings } from './settings.ts';
import { when } from './shape.ts';

const Cash = z.object({ amount: z.coerce.bigint().default(0n), currency: z.string() });
const Shift = z.looseObject({
  id: z.string(), state: z.string(), opened_at: when, closed_at: when.nullish(), description: z.string().nullish(),
  expected_cash_money: Cash.nullish(), closed_cash_money: Cash.nullish(),
});
const Event = z.looseObject({
  id: z.string(), event_type: z.string(), event_money: Cash.nullish(), created_at: when, description: z.string().nullish(),
});
const Told = z.object({ location: z.string(), timezone: z.string(), shift: Shift, events: z.array(Event) });

const Listed = z.object({ cash_drawer_shifts: z.array(Shift).default([]), cursor: z.string().optional() });
const Events = z.object({ cash_drawer_shift_events: z.array(z.looseObject({})).default([]), cursor: z.string().optional() });
const Places = z.object({ locations: z.array(z.looseObject({ id: z.string(), timezone: z.string().nullish() })).default([]) });

/** From the first shift that is not closed yet; a document that says the same again is not stored. */
export const drawers: Poll<Settings> = {
  name: 'drawers', everySeconds: 900, transport: 'poll',
  async page(port, since) {
    const from = since ?? port.settings.ordersFrom ?? port.now;
    const { locations } = await ask(port, { method: 'GET', url: '/v2/locations' }, Places);
    const documents: PolledDocument[] = [];
    const opened: string[] = [];
    const open: string[] = [];
    for (const location of await locationsOf(port)) {
      const timezone = locations.find((l) => l.id === location)?.timezone ?? port.settings.timeZone;
      for (const shift of await shiftsOf(port, location, from)) {
        (shift.state === 'CLOSED' ? opened : open).push(shift.opened_at);
        if (shift.state === 'CLOSED') documents.push(await documentOf(port, shift.id, { location, timezone }));
      }
    }
    return { documents, more: false, next: open.sort()[0] ?? opened.sort().at(-1) ?? from };
  },
};

async function shiftsOf(port: Port<Settings>, location: string, from: string): Promise<z.output<typeof Shift>[]> {
  const all: z.output<typeof Shift>[] = [];
  for (let page: string | undefined = ''; page !== undefined;) {
    const query = new URLSearchParams({
      location_id: location, begin_time: from, sort_order: 'ASC', limit: '200', ...(page && { cursor: page }) });
    const answer: z.output<typeof Listed> = await ask(port, { method: 'GET', url: `/v2/cash-drawers/shifts?${query}` }, Listed);
    all.push(...answer.cash_drawer_shifts);
    page = answer.cursor;
  }
  return all;
}

async function documentOf(port: Port<Settings>, id: string, at: { location: string; timezone: string }): Promise<PolledDocument> {
  const url = `/v2/cash-drawers/shifts/${encodeURIComponent(id)}`;
  const { cash_drawer_shift: shift } = await ask(port, { method: 'GET', url: `${url}?location_id=${at.location}` },
    z.object({ cash_drawer_shift: z.looseObject({}) }));
  const events: object[] = [];
  for (let page: string | undefined = ''; page !== undefined;) {
    const query = new URLSearchParams({ location_id: at.location, limit: '200', ...(page && { cursor: page }) });
    const answer: z.output<typeof Events> = await ask(port, { method: 'GET', url: `${url}/events?${query}` }, Events);
    events.push(...answer.cash_drawer_shift_events);
    page = answer.cursor;
  }
  return { topic: 'cash-drawer-shift', reference: `cash-drawer-shifts/${id}`, body: JSON.stringify({ ...at, shift, events }) };
}

const MOVES = { PAID_IN: 'pay-in', PAID_OUT: 'pay-out' } as const;
export function drawerNews(port: Port<Settings>, value: unknown): News[] {
  const { location, timezone, shift, events } = read(Told, value);
  const { expected_cash_money: expected, closed_cash_money: counted, closed_at: at } = shift;
  if (shift.state !== 'CLOSED' || !expected || !counted || !at) return [{ said: 'nothing', why: `shift ${shift.id} is not closed yet` }];
  const unit = currency(counted.currency);
  const place: RegisterPlace = { connection: port.connection, store: location, register: REGISTERS,
    date: businessDate(shift.opened_at, timezone, port.settings), currency: unit };
  const money = (m: z.output<typeof Cash>): Money => measure(m.amount < 0n ? -m.amount : m.amount, unit);
  const moves = events.flatMap((e): News[] => {
    const kind = MOVES[e.event_type as keyof typeof MOVES];
    if (!kind || !e.event_money) return [];
    return [{ said: 'register-record', record: { place, external: brand<ExternalId>(e.id), kind: 'drawer', at: e.created_at,
      takings: [{ kind, amount: money(e.event_money), ...(e.description && { of: e.description }) }] } }];
  });
  const over = subtract(measure(counted.amount, unit), measure(expected.amount, unit));
  const drawer = shift.description ? { of: shift.description } : {};
  if (over.count === 0n) return moves.length > 0 ? moves : [{ said: 'nothing', why: `shift ${shift.id} is as it should be` }];
  return [...moves, { said: 'register-record', record: { place, external: brand<ExternalId>(shift.id), kind: 'drawer', at,
    takings: [{ kind: 'over', amount: over, ...drawer }] } }];
}
