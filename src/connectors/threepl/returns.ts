/**
 * RETURN: what came back to the warehouse, line by line, and what it is fit for. A receipt's rows of one order are told
 * together; the return's number leads to the order, or the order's number that stood on our shipping request.
 */
import { z } from 'zod';
import { brand, type ExternalId, type LocalDate } from '#domain/brand.ts';
import type { Lot } from '#domain/lot.ts';
import type { Disposition } from '#domain/return.ts';
import type { News } from '#connectors/contract.ts';
import type { Row } from './control-file.ts';
import { day, drift, optional, positive, sortRows, text, time } from './rows.ts';

const Received = z.object({
  receipt_ref: text, rma: optional, order_ref: optional, line_ref: optional, sku: text, quantity: positive, grade: text,
  location: text, received_at: time, lot: optional.default(''), expires: day.default(''),
}).refine((r) => r.rma || r.order_ref, { path: ['order_ref'], message: 'names neither return nor order' });
type Received = z.output<typeof Received>;

/** B is sold again after repacking, which the warehouse has done when it tells. */
const GRADES: Readonly<Record<string, Disposition>> = { A: 'resaleable', B: 'resaleable', C: 'damaged' };
const NOT_OURS = 'X';

export function readReturns(rows: readonly Row[]): News[] {
  const { good, bad } = sortRows(rows, Received, (row) => `RETURN ${row['receipt_ref'] || '?'} ${row['sku'] || '?'}`);
  const ours = good.filter((r) => r.grade !== NOT_OURS);
  const groups = [...Map.groupBy(ours, (r) => [r.receipt_ref, r.rma, r.order_ref, r.location].join('\u001f')).values()];
  const strange = [...new Set(ours.filter((r) => !GRADES[r.grade]).map((r) => r.grade))];
  return [
    ...groups.map(receipt), ...bad,
    ...good.filter((r) => r.grade === NOT_OURS).map((r): News => ({
      said: 'bad-row', reference: `RETURN ${r.receipt_ref} ${r.sku}`,
      detail: `${r.quantity} × ${r.sku} came for ${r.rma || r.order_ref} and is not ours, the warehouse says`,
    })),
    ...strange.map((grade) => drift('RETURN.grade', `${grade} is a grade the contract does not list; the goods wait for inspection`)),
  ];
}

function receipt(group: readonly Received[]): News {
  const { receipt_ref: name, rma, order_ref: order, location, received_at: at } = group[0]!;
  return {
    said: 'returned-goods', external: brand<ExternalId>(order ? `${name}/${order}` : `${name}/${rma}`), at, looked: false,
    location: brand(location), of: [rma, order].filter(Boolean),
    lines: group.map((r) => ({
      quantity: r.quantity, statedSku: r.sku, ...(r.line_ref && { lineId: brand<ExternalId>(r.line_ref) }),
      ...(GRADES[r.grade] && { disposition: GRADES[r.grade] }), ...lotOf(r),
    })),
  };
}

/** Where lots are kept, a receipt has a row per lot. */
const lotOf = ({ lot, expires, quantity }: Received): { lots?: readonly Lot[] } =>
  (lot ? { lots: [{ lot, quantity, ...(expires && { expires: brand<LocalDate>(expires) }) }] } : {});
