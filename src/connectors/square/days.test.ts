/** When a location's day is over: by its own clock, each once, those of days nobody asked about too. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { brand, type Timestamp } from '#domain/brand.ts';
import type { Port } from '#connectors/contract.ts';
import { businessDate, dayEndNews, days } from './days.ts';
import { settings, type Settings } from './settings.ts';

const LOCATIONS = [{ id: 'LEAST', timezone: 'Europe/Berlin', currency: 'EUR' }, { id: 'LWEST', timezone: 'America/Los_Angeles', currency: 'USD' }];
const portAt = (now: string, more: object = {}): Port<Settings> => ({
  connection: brand('tills'), now: brand<Timestamp>(now), memory: new Map(), settings: settings.parse({ accessToken: 'token', ...more }),
  http: async () => ({ status: 200, headers: {}, json: () => ({ locations: LOCATIONS }) }),
}) as unknown as Port<Settings>;
const ended = async (now: string, since: string | undefined) => {
  const { documents, next } = await days.page(portAt(now), since);
  return [documents.map((d) => d.reference.replace('day-ends/', '')), next];
};

it('yesterday is over at four in the morning, where the location is', async () => {
  assert.deepEqual(await ended('2026-03-17T03:30:00Z', undefined), [['LEAST/2026-03-16', 'LWEST/2026-03-15'], '2026-03-16']);
  assert.deepEqual(await ended('2026-03-17T01:30:00Z', undefined), [['LEAST/2026-03-15', 'LWEST/2026-03-15'], '2026-03-15']);
});

it('the location that was behind has its day too, and days that were missed', async () => {
  assert.deepEqual(await ended('2026-03-17T13:00:00Z', '2026-03-16'), [['LEAST/2026-03-16', 'LWEST/2026-03-16'], '2026-03-16']);
  assert.deepEqual(await ended('2026-03-19T13:00:00Z', '2026-03-16'),
    [['LEAST/2026-03-16', 'LEAST/2026-03-17', 'LEAST/2026-03-18', 'LWEST/2026-03-16', 'LWEST/2026-03-17', 'LWEST/2026-03-18'], '2026-03-18']);
});

it('what is rung up after midnight belongs to the day before', () => {
  const { settings: s } = portAt('2026-03-17T00:00:00Z', { dayEndsHour: 5 });
  assert.equal(businessDate(brand<Timestamp>('2026-03-17T03:59:00Z'), 'Europe/Berlin', s), '2026-03-16');
  assert.equal(businessDate(brand<Timestamp>('2026-03-17T04:01:00Z'), 'Europe/Berlin', s), '2026-03-17');
});

it('its Z names the day, and states nothing that the tickets do not say', async () => {
  const port = portAt('2026-03-17T03:30:00Z');
  const { documents: [first] } = await days.page(port, undefined);
  const [news] = dayEndNews(port, JSON.parse(String(first!.body)));
  assert.deepEqual(news, { said: 'register-closed', report: { external: 'LEAST/2026-03-16', at: '2026-03-17T03:00:00.000Z',
    place: { connection: 'tills', store: 'LEAST', register: 'all', date: '2026-03-16', currency: 'EUR' } } });
});
