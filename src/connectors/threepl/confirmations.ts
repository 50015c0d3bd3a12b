/**
 * SHIPCONF: what left, package by package, and what will not come.
 *
 * A shipment whose rows all stand in the file is told whole, under the warehouse's shipment number. When a
 * row of it is bad, its good rows are told one by one, as `SH0000001#2`; the corrected row then follows
 * under its own number. Whatever was told before, whole or by row, is not told again.
 */
import { z } from 'zod';
import { brand, type ExternalId, type LocalDate } from '#domain/brand.ts';
import type { Lot } from '#domain/lot.ts';
import { currency, fromDecimal, type Money } from '#domain/measure.ts';
import type { Parcel } from '#domain/shipment.ts';
import type { News, Port } from '#connectors/contract.ts';
import { isKnown } from '#connectors/translation.ts';
import type { Row } from './control-file.ts';
import { day, drift, optional, positive, sortRows, text, time, whole } from './rows.ts';
import { SHIPCONF } from './status.ts';

interface Cost { readonly unit_cost: string; readonly currency: string }
const shared = {
  shipment_ref: text, row: positive, rows: positive, request_ref: text, line_ref: text, sku: text, picked_at: time,
};
const Shipped = z.object({
  ...shared, status: z.literal('SHIPPED'), quantity: positive, scac: optional, tracking: optional,
  package_ref: optional, shipped_at: time, lot: optional.default(''), expires: day.default(''), unit_cost: optional.default(''),
  currency: optional.default(''),
}).refine((row) => readable(row), { path: ['unit_cost'], message: 'is no amount of its currency' });
const Short = z.object({ ...shared, status: z.literal('SHORT'), quantity: whole, short: positive, reason: optional });
/** At the desk, for the buyer to collect. */
const Ready = z.object({ ...shared, status: z.literal('READY'), quantity: positive });
const Unknown = z.object({ ...shared, status: text.refine((word) => !isKnown(SHIPCONF, word)), quantity: optional });
type Shipped = z.output<typeof Shipped>;
type Confirmed = Shipped | z.output<typeof Short> | z.output<typeof Ready> | z.output<typeof Unknown>;
const SHAPES: Readonly<Record<string, z.ZodType<Confirmed>>> = { SHIPPED: Shipped, SHORT: Short, READY: Ready };

export async function readConfirmations(port: Port<unknown>, rows: readonly Row[]): Promise<News[]> {
  const { good, bad } = sortConfirmations(rows);
  const shipments = await Promise.all(
    [...Map.groupBy(good, (row) => row.shipment_ref).values()].map((group) => shipmentNews(port, group)));
  return [...shipments.flat(), ...bad];
}

/** By status first, because the complaint of a union names none of its members' columns. */
function sortConfirmations(rows: readonly Row[]): { good: Confirmed[]; bad: readonly News[] } {
  const refer = (row: Row) => `SHIPCONF shipment ${row['shipment_ref'] || '?'} row ${row['row'] || '?'}`;
  const sorted = rows.map((row) => {
    return sortRows<Confirmed>([row], SHAPES[row['status'] ?? ''] ?? Unknown, refer);
  });
  return { good: sorted.flatMap((s) => s.good), bad: sorted.flatMap((s) => s.bad) };
}

const isShipped = (row: Confirmed): row is Shipped => row.status === 'SHIPPED';

async function shipmentNews(port: Port<unknown>, group: readonly Confirmed[]): Promise<News[]> {
  const shipped = group.filter(isShipped);
  return [
    ...(await untold(port, group, shipped)),
    ...group.flatMap((row): News[] => (row.status === 'SHORT' && 'short' in row ? [shortNews(row)] : [])),
    ...[...new Set(group.flatMap((row) => (row.status === 'READY' ? [row.request_ref] : [])))].map((fulfillment): News =>
      ({ said: 'pickup-ready', fulfillment, at: group[0]!.picked_at })),
    ...group.filter((row) => !isKnown(SHIPCONF, row.status)).map((row) =>
      drift(SHIPCONF.path, `${row.status} in ${ofRow(row)} is a word the contract does not list`)),
  ];
}

async function untold(port: Port<unknown>, group: readonly Confirmed[], shipped: readonly Shipped[]): Promise<News[]> {
  const [first] = shipped;
  if (!first) return [];
  const told = async (external: string) => (await port.ownOf('shipment', brand(external))) !== undefined;
  const numbers = new Set(group.filter((row) => isKnown(SHIPCONF, row.status)).map((row) => row.row));
  const complete = numbers.size === first.rows;
  if (!complete && (await told(first.shipment_ref)))
    return [{ said: 'nothing', why: `shipment ${first.shipment_ref} was told whole before` }];
  const byRow = await Promise.all(shipped.map(async (row) => ({ row, told: await told(ofRow(row)) })));
  if (complete && byRow.every((r) => !r.told)) return [dispatched(first.shipment_ref, shipped)];
  return byRow.map(({ row, told }) =>
    told ? { said: 'nothing', why: `${ofRow(row)} was told before` } : dispatched(ofRow(row), [row]));
}

const ofRow = (row: Confirmed): string => `${row.shipment_ref}#${row.row}`;

function dispatched(external: string, rows: readonly Shipped[]): News {
  const { request_ref: fulfillment, shipped_at: at } = rows[0]!;
  const lines = [...Map.groupBy(rows, (row) => row.line_ref)].map(([lineRef, parts]) => ({
    lineId: brand<ExternalId>(lineRef), sku: parts[0]!.sku, quantity: unitsIn(parts), ...partsIn(parts), ...lotsOf(parts),
    ...costOf(parts[0]!),
  }));
  return { said: 'shipment', fulfillment, external: brand(external), at, lines, parcels: parcelsOf(rows) };
}

const unitsIn = (rows: readonly Shipped[]): number => rows.reduce((n, r) => n + r.quantity, 0);
/** A kit's line may be told by the parts that were picked for it. */
function partsIn(rows: readonly Shipped[]): { parts?: readonly { sku: string; quantity: number }[] } {
  const by = Map.groupBy(rows, (r) => r.sku);
  return by.size > 1 ? { parts: [...by].map(([sku, of]) => ({ sku, quantity: unitsIn(of) })) } : {};
}

/** Where lots are kept, a package has a row per lot. */
function lotsOf(rows: readonly Shipped[]): { lots?: readonly (Lot & { sku?: string })[] } {
  const apart = new Set(rows.map((r) => r.sku)).size > 1;
  const lots = [...Map.groupBy(rows.filter((r) => r.lot), (r) => `${r.sku}\u001f${r.lot}`).values()].map((of) => {
    const { lot, sku } = of[0]!;
    const expires = of.find((r) => r.expires)?.expires;
    return { lot, quantity: unitsIn(of), ...(apart && { sku }), ...(expires && { expires: brand<LocalDate>(expires) }) };
  });
  return lots.length > 0 ? { lots } : {};
}

/** What a supplier charges for a unit; a warehouse of ours says nothing of it. */
const costOf = ({ unit_cost: cost, currency: code }: Cost): { cost?: Money } =>
  (cost === '' ? {} : { cost: fromDecimal(cost, currency(code)) });
function readable(row: Cost): boolean {
  try {
    costOf(row);
    return true;
  } catch {
    return false;
  }
}

/** Rows of one package repeat its tracking number. A package without one is reported by the platform, not here. */
function parcelsOf(rows: readonly Shipped[]): Parcel[] {
  const numbered = rows.filter((row) => row.tracking);
  const parcels = numbered.map(({ scac: carrier, tracking }): Parcel => ({ carrier, tracking }));
  return [...new Map(parcels.map((parcel) => [`${parcel.carrier} ${parcel.tracking}`, parcel])).values()];
}

const shortNews = (row: z.output<typeof Short>): News => ({
  said: 'short', fulfillment: row.request_ref, external: brand(ofRow(row)), at: row.picked_at,
  lines: [{ lineId: brand(row.line_ref), sku: row.sku, quantity: row.short }], reason: row.reason || 'SHORT',
});
