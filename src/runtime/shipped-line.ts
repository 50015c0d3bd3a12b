/**
 * A line of a shipment as it was asked for. A warehouse that picks a kit together may name the parts it took, row by row and
 * lot by lot: they are so many whole kits of the line, or somebody has to look.
 */
import type { Sku } from '#domain/brand.ts';
import { stop } from '#domain/fault.ts';
import { kitsIn } from '#domain/kit.ts';
import type { ShippedLine } from '#domain/shipment.ts';
import type { News } from '#connectors/contract.ts';
import type { Requested } from '#store/read.ts';
import type { Hearing } from './forget.ts';
import { piecesFor } from './handlers/goods-case.ts';
import { tenantOf } from './platform.ts';

type Told = Extract<News, { said: 'shipment' }>['lines'][number];

export function shippedLine(h: Hearing, told: Told, requested: Requested['lines']): ShippedLine {
  const { parts, lots, ...line } = told;
  const all = { ...line, sku: line.sku as Sku, ...(lots && { lots: lots.map((l) => ({ ...l, sku: (l.sku ?? line.sku) as Sku })) }) };
  const asked = requested.find((r) => r.lineId === line.lineId)?.sku;
  if (asked === undefined || (asked === line.sku && !parts)) return all;
  const pieces = piecesFor(tenantOf(h.p, h.d.tenant), asked);
  const isPart = (x: { sku: string }) => x.sku !== asked && pieces.some((p) => p.sku === x.sku);
  if (!parts && !isPart(all)) return all;
  const kits = kitsIn(pieces, parts ?? [all]);
  if (kits !== undefined) return { ...all, sku: asked as Sku, quantity: kits };
  const what = (parts ?? [all]).map((x) => `${x.quantity} × ${x.sku}`).join(', ');
  throw stop.refused('ShipmentRejected',
    `${h.c.connection} sent ${what} on the line of ${asked}, which takes ${pieces.map((p) => `${p.per} × ${p.sku}`).join(', ')} each: ` +
    'not so many whole ones');
}
