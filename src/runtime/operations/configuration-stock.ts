/**
 * What configuration files say of stock: places with coordinates and a day's capacity, items with a class, units of
 * measure and kits, and the policies `stock`, `sourcing`, `reservation`, `returns`, `deadlines`, `drop-ship`,
 * `events`, `sla` and `feed`, checked before they count.
 */
import { z } from 'zod';
import { pointOf, pointText, type Point } from '#domain/distance.ts';
import { costOf } from '#domain/drop-ship.ts';
import { EXCEPTIONS } from '#domain/exception.ts';
import { factorOf, factorText } from '#domain/unit-of-measure.ts';
import type { LocationRow, ProductRow } from '#store/configuration.ts';
import { FINANCE_POLICIES } from './configuration-finance.ts';
import { checked, type Source } from './configuration-source.ts';

const Words = z.string().trim().min(1, 'it is empty');
/** Reads text with a function that throws a sentence. */
const read = <T>(parse: (text: string) => T) => z.string().transform((text, context): T => {
  try {
    return parse(text);
  } catch (error) {
    context.addIssue({ code: 'custom', message: (error as Error).message });
    return z.NEVER;
  }
});
const Digits = z.string().regex(/^\d{1,6}$/, 'a whole number is expected').transform(Number);

export const Location = z.strictObject({
  name: z.string().min(1),
  kind: z.enum(['warehouse', 'store', '3pl', 'marketplace', 'transit']),
  connection: z.string().min(1).optional(),
  priority: z
    .string()
    .regex(/^\d{1,6}$/, 'a whole number is expected; the lowest is asked first')
    .default('100')
    .transform(Number),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, 'two capital letters are expected (ISO 3166)')
    .optional(),
  class: Words.optional(),
  /** '52.520008, 13.404954'. */
  at: read((text) => pointText(pointOf(text))).optional(),
  /** Orders in a day. */
  capacity: Digits.optional(),
});
export type LocationGiven = z.output<typeof Location>;

const Count = z.string().regex(/^[1-9]\d{0,5}$/, 'a whole number above zero is expected').transform(Number);
export const Product = z.union([
  Words.transform((title): ProductGiven => ({ title, gtin: undefined })),
  z.strictObject({
    title: Words, gtin: Words.optional(), class: Words.optional(),
    units: z.record(Words, read((text) => factorText(factorOf(text)))).optional(),
    kit: z.record(Words, Count).optional(),
    service: z.literal('true', 'true is expected; leave it out for goods').transform(() => true as const).optional(),
  }),
]);
export interface ProductGiven {
  readonly title: string;
  readonly gtin?: string | undefined;
  readonly class?: string | undefined;
  readonly units?: Readonly<Record<string, string>> | undefined;
  readonly kit?: Readonly<Record<string, number>> | undefined;
  readonly service?: true | undefined;
}

export const locationRow = (location: string, { at, ...l }: LocationGiven): LocationRow => {
  const point: Point | undefined = at === undefined ? undefined : pointOf(at);
  return {
    location, connection: l.connection ?? null, country: l.country ?? null, name: l.name, kind: l.kind, priority: l.priority,
    class: l.class ?? null,
    latitude: point?.latitude ?? null, longitude: point?.longitude ?? null, capacity: l.capacity ?? null,
  };
};
export const locationGiven = (l: LocationRow): LocationGiven => ({
  name: l.name, kind: l.kind as LocationGiven['kind'], priority: l.priority,
  ...(l.connection && { connection: l.connection }), ...(l.country && { country: l.country }), ...(l.class && { class: l.class }),
  ...(l.latitude != null && l.longitude != null && { at: pointText({ latitude: l.latitude, longitude: l.longitude }) }),
  ...(l.capacity != null && { capacity: l.capacity }),
});
export const sayLocation = (l: LocationGiven): string =>
  [
    l.name, l.kind, l.connection ?? 'no connection', `priority ${l.priority}`, ...(l.country ? [l.country] : []),
    ...(l.class ? [l.class] : []), ...(l.at ? [`at ${l.at}`] : []), ...(l.capacity === undefined ? [] : [`${l.capacity} orders a day`]),
  ].join(', ');

export const productRow = (sku: string, x: ProductGiven): ProductRow => ({
  sku, title: x.title, gtin: x.gtin ?? null, class: x.class ?? null, parts: x.kit ?? null, service: x.service ?? false,
  units: x.units ? Object.fromEntries(Object.entries(x.units).map(([name, text]) => [name, factorOf(text)])) : null,
});
export const productGiven = (x: ProductRow): ProductGiven => ({
  title: x.title, ...(x.gtin && { gtin: x.gtin }), ...(x.class && { class: x.class }),
  ...(x.units && { units: Object.fromEntries(Object.entries(x.units).map(([name, f]) => [name, factorText(f)])) }),
  ...(x.parts && { kit: x.parts }), ...(x.service && { service: true as const }),
});
export const isPlain = (x: ProductGiven): boolean => !x.class && !x.units && !x.kit && !x.service;
const listed = (of: Readonly<Record<string, string | number>>): string =>
  Object.entries(of).sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, n]) => `${n} × ${name}`).join(' + ');
export const sayProduct = (x: ProductGiven): string =>
  [
    x.title, ...(x.gtin ? [`GTIN ${x.gtin}`] : []), ...(x.class ? [x.class] : []),
    ...(x.units ? Object.entries(x.units).sort().map(([name, f]) => `a ${name} is ${f}`) : []),
    ...(x.service ? ['a service, on no shelf'] : []),
    ...(x.kit ? [`kit of ${listed(x.kit)}`] : []),
  ].join(', ');

const Whole = z.number().int().min(0).max(1_000_000);
const Share = z.string().regex(/^\d{1,3}(\.\d{1,4})?%$/, 'a share is expected, 10%');
const Day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'a day is expected, 2026-11-30');
const Names = z.array(Words);
const Period = z.string()
  .regex(/^P(?=[\dT])(\d{1,4}D)?(T(?=\d)(\d{1,4}H)?(\d{1,4}M)?(\d{1,6}S)?)?$/, 'a period is expected, P14D or PT36H');
const stockFields = {
  publish: z.boolean(), safety: Whole, buffer: z.union([Whole, Share]), cap: Whole, floor: Whole, reserve: Whole, leadDays: Whole,
  preorder: Whole, backorder: Whole, reach: z.enum(['strict', 'partial', 'oversell', 'backorder']), oversell: Whole,
  shelfLife: Whole, partsOnly: z.boolean(), sellInTransit: z.boolean(), doubtBuffer: z.union([Whole, Share]), doubtFloor: Whole,
  sellsFrom: Names,
};
const Stock = z.strictObject(stockFields).partial();
/** Other policies are checked where they are used. */
const POLICIES: Readonly<Record<string, z.ZodType>> = {
  ...FINANCE_POLICIES,
  stock: Stock.extend({ rules: z.array(Stock.extend({
    items: Names.optional(), locations: Names.optional(), from: Day.optional(), until: Day.optional(),
  })).optional() }),
  sourcing: z.strictObject({
    order: z.array(z.enum(['priority', 'distance', 'expiry', 'age', 'room'])), splits: z.number().int().min(1).max(100),
    /** Country, or country and region, → where its middle is. */
    areas: z.record(z.string().regex(/^[A-Z]{2}(-[A-Z0-9]{1,3})?$/, 'a country or region is expected, US or US-NY'), read(pointOf)),
  }).partial(),
  reservation: z.strictObject({ paymentMinutes: Whole, fraudMinutes: Whole, addressMinutes: Whole, merchantMinutes: Whole }).partial(),
  returns: z.strictObject({
    approval: z.enum(['none', 'channel', 'person']), windowDays: z.number().int().min(0).max(3650), counterpartAfter: Period,
    expectAll: z.boolean(), refund: z.enum(['channel', 'us']), refundOn: z.enum(['receipt', 'inspection']), restockingFee: Share,
    shipping: z.enum(['keep', 'our-fault', 'always']), returnTo: Words, notResaleable: Names,
  }).partial(),
  'drop-ship': z.record(Words, z.strictObject({ supplier: Words, cost: read((text) => (costOf({ cost: text }), text)).optional() })),
  deadlines: z.strictObject({ shipBefore: Period, deliverBefore: Period, collectWithin: Period, shipWithin: Period }).partial(),
  events: z.strictObject({ disableAfter: Period }).partial(),
  sla: z.partialRecord(z.enum([...Object.keys(EXCEPTIONS), 'otherwise']), Period),
  feed: z.strictObject({
    fewest: Whole, zeroShare: Share, jumpShare: Share, jumpTimes: z.number().int().min(2), jumpUnits: Whole, windowMinutes: Whole,
  }).partial(),
};

/** Every policy there is. */
export const POLICY_NAMES: readonly string[] = [...Object.keys(POLICIES), 'books', 'confidence', 'publication', 'route'].sort();

/** @throws ConfigurationProblem with the place of what is wrong. */
export function checkPolicy(name: string, scope: string, value: unknown, source: Source): void {
  const schema = POLICIES[name];
  if (schema) checked(schema, value, source, [name, scope]);
}
