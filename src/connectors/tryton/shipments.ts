/**
 * What left, in Tryton: the shipment the sale was waiting for takes our key, is cut to what the warehouse says it sent,
 * moved to the location that sent it, and walked to done; Tryton plans the rest anew by itself. Goods that left have
 * left, so the only question is what Tryton thinks it had: `shortStock` says whether that parks the shipment.
 */
import { z } from 'zod';
import type { ExternalId } from '#domain/brand.ts';
import { stop } from '#domain/fault.ts';
import { dateIn } from '#domain/time.ts';
import type { WishOf } from '#domain/messages.ts';
import type { Shipment, ShippedLine } from '#domain/shipment.ts';
import type { Receipt, Write } from '../contract.ts';
import * as books from './books.ts';
import { NOTE } from './lines.ts';
import { byLot, changesOf, LotMove, Move, stands, whole, type Chunks } from './lots.ts';
import { regroup } from './planning.ts';
import { create, find, rows, rpc, step, write, type TrytonPort } from './rpc.ts';
import { withoutStrays } from './orders.ts';
import { drive, idOf, linesOf, saleOf, type Sale, type SaleLine } from './sales.ts';
import type { Settings } from './settings.ts';
import { date, Day, Id, Ids } from './values.ts';

const MODEL = 'stock.shipment.out';
const Out = z.object({
  id: Id, number: z.string().nullable(), state: z.string(), reference: z.string().nullable(), warehouse: Id,
  effective_date: Day.nullable(), outgoing_moves: Ids, inventory_moves: Ids, packages: Ids, _timestamp: z.string(),
});
type Out = z.output<typeof Out>;
const Package = z.object({ id: Id, shipping_reference: z.string().nullable(), moves: Ids });

type Wish = WishOf<'RecordErpShipment'>;
export const recordErpShipment: Write<Settings, Wish> = {
  async apply(port, wish, key) {
    const sale = await withoutStrays(port, await drive(port, await saleOf(port, idOf(wish.erpOrder))));
    const sent = { sale, lines: await linesOf(port, sale), shipment: wish.shipment };
    const claimed = await byKey(port, key) ?? await claim(port, sent, key);
    const done = await walk(port, claimed, sent);
    return receiptOf(done, wish.shipment);
  },
  async find(port, wish, key) {
    const found = await byKey(port, key);
    return found?.state === 'done' ? receiptOf(found, wish.shipment) : undefined;
  },
};
const receiptOf = (out: Out, shipment: Shipment): Receipt => ({
  external: String(out.id) as ExternalId, ...(out.number && { number: out.number }),
  ...(shipment.parcels.length > 0 && { references: shipment.parcels.map((p) => ['tracking', p.tracking] as const) }),
});

async function byKey(port: TrytonPort, key: string): Promise<Out | undefined> {
  const found = await find(port, { model: MODEL, domain: [['reference', '=', key]] }, Out);
  if (found.length > 1) throw stop.refused('DuplicateExternalOrder',
    `Tryton holds ${found.length} shipments with one key of ours: ${found.map((f) => f.id).join(', ')}`);
  return found[0];
}
async function look(port: TrytonPort, id: number): Promise<Out> {
  const [out] = await rows(port, MODEL, [id], Out);
  if (!out) throw stop.refused('ErpRejected', `shipment ${id} is gone from Tryton`);
  return out;
}

interface Sent { readonly sale: Sale; readonly lines: readonly SaleLine[]; readonly shipment: Shipment }
/** The open shipment that plans what was sent. When several do together, they are planned anew as one. */
async function claim(port: TrytonPort, sent: Sent, key: string): Promise<Out> {
  const open = await openOf(port, sent.sale);
  const one = open.find((o) => holds(sent, o.moves));
  if (one) return take(port, one.out, sent, key);
  if (holds(sent, open.flatMap((o) => o.moves))) {
    await regroup(port, sent.sale.id);
    const again = (await openOf(port, await saleOf(port, sent.sale.id))).find((o) => holds(sent, o.moves));
    if (again) return take(port, again.out, sent, key);
  }
  const what = sent.shipment.lines.map((l) => `${l.quantity} × ${l.sku}`).join(', ');
  throw stop.refused('ShipmentRejected', `no open shipment of sale ${sent.sale.id} in Tryton holds ${what}`);
}
interface Open { readonly out: Out; readonly moves: readonly Move[] }
async function openOf(port: TrytonPort, sale: Sale): Promise<Open[]> {
  const open = (await rows(port, MODEL, sale.shipments, Out))
    .filter((s) => ['draft', 'waiting', 'assigned'].includes(s.state) && s.reference === null);
  const moves = await rows(port, 'stock.move', open.flatMap((o) => o.outgoing_moves), Move);
  return open.map((out) => ({ out, moves: moves.filter((m) => out.outgoing_moves.includes(m.id)) }));
}
const holds = ({ shipment, lines }: Sent, moves: readonly Move[]): boolean =>
  shares(shipment.lines, lines, moves) !== undefined;
/** The claim names the state it saw, so that only one can make it. */
async function take(port: TrytonPort, out: Out, { shipment }: Sent, key: string): Promise<Out> {
  const seen = { _timestamp: { [`${MODEL},${out.id}`]: out['_timestamp'] } };
  const values = { reference: key, effective_date: date(dayOf(port, shipment)) };
  const claiming = { method: `model.${MODEL}.write`, params: [[out.id], values], context: seen, write: true };
  await rpc(port, claiming, z.unknown());
  return { ...out, reference: key };
}
/** Not after today: Tryton asks about goods that leave tomorrow. */
function dayOf(port: TrytonPort, { at }: Shipment): string {
  const [left, today] = [dateIn(at, port.settings.timeZone), dateIn(port.now, port.settings.timeZone)];
  return left < today ? left : today;
}

/** What was sent, spread over the moves that plan it; undefined when they do not hold it. */
type Parts = ReadonlyMap<number, number>;
function shares(sent: readonly ShippedLine[], lines: readonly SaleLine[], moves: readonly Move[]): Parts | undefined {
  const parts = new Map<number, number>();
  for (const { lineId, quantity } of sent) {
    const own = new Set(lines.filter((l) => l.note === NOTE.line(lineId)).map((l) => `sale.line,${l.id}`));
    let left = quantity;
    for (const move of moves.filter((m) => own.has(m.origin ?? '') && m.state !== 'cancelled')) {
      const part = Math.min(left, move.quantity - (parts.get(move.id) ?? 0));
      parts.set(move.id, (parts.get(move.id) ?? 0) + part);
      left -= part;
    }
    if (left > 0) return undefined;
  }
  return parts;
}

type Action = (port: TrytonPort, out: Out, sent: Sent) => Promise<void>;
const call = (name: string): Action => (port, out) => step(port, MODEL, name, [out.id]);
/** One step and a look, from whatever state a crash left it in. */
async function walk(port: TrytonPort, from: Out, sent: Sent): Promise<Out> {
  const place = await books.warehouseOf(port, sent.shipment.location);
  let out = from;
  let action: Action | undefined;
  for (let steps = 0; out.state !== 'done'; steps += 1) {
    if (out.state === 'cancelled') throw stop.refused('ShipmentRejected', `shipment ${out.id} was cancelled in Tryton`);
    // What was just assigned had been looked at; found assigned, it had not.
    const seen = action === assign && out.state === 'assigned';
    action = seen ? call('pick') : await nextAction(port, out, { ...sent, place });
    await action(port, out, sent);
    const before = out.state;
    out = await look(port, out.id);
    if (steps > 12) throw stop.refused('ShipmentRejected', `Tryton leaves shipment ${out.id} in ${before}`);
  }
  return out;
}
async function nextAction(port: TrytonPort, out: Out, sent: Sent & { place: books.Warehouse }): Promise<Action> {
  if (out.state === 'picked') return pack;
  if (out.state === 'packed') return call('done');
  const moves = await rows(port, 'stock.move', out.outgoing_moves, port.settings.lots ? LotMove : Move);
  const parts = shares(sent.shipment.lines, sent.lines, moves);
  if (!parts) throw stop.refused('ShipmentRejected', `shipment ${out.id} in Tryton does not hold what was sent`);
  const chunks = port.settings.lots ? await byLot(port, sent, moves as LotMove[], parts) : whole(parts);
  const fits = out.warehouse === sent.place.id && stands(moves, chunks);
  if (fits) return { draft: call('wait'), waiting: assign, assigned: call('pick') }[out.state] ?? pack;
  if (out.state === 'assigned') return call('wait');
  return out.state === 'waiting' ? call('draft') : cut(moves, chunks, sent.place);
}

/** In one write: the location that sent it, the quantities, and away with what was not sent and the old shelf moves. */
const cut = (moves: readonly Move[], chunks: Chunks, place: books.Warehouse): Action => (port, out) => {
  const gone = moves.filter((m) => (chunks.get(m.id) ?? []).length === 0).map((m) => m.id);
  const surplus = [...gone, ...out.inventory_moves];
  const changes = changesOf(moves, chunks, place.output_location);
  return write(port, MODEL, [out.id], {
    warehouse: place.id, moves: [...changes, ...(surplus.length > 0 ? [['delete', surplus]] : [])],
  });
};

const assign: Action = async (port, out, { shipment }) => {
  const all = await rpc(port, { method: `model.${MODEL}.assign_try`, params: [[out.id]], write: true }, z.boolean());
  if (all) return;
  await step(port, MODEL, 'wait', [out.id]); // Frees what a part of it was assigned.
  if (port.settings.shortStock === 'force') return step(port, MODEL, 'assign_force', [out.id]);
  const what = shipment.lines.map((l) => `${l.quantity} × ${l.sku}`).join(', ');
  throw stop.refused('StockNegative', `Tryton has less at ${shipment.location} than left it: ${what}`);
};

/** Every move must lie in a parcel when there is one: all of them in the first, which parcel held what is not told. */
const pack: Action = async (port, out, { shipment }) => {
  const there = await rows(port, 'stock.package', out.packages, Package);
  const missing = shipment.parcels.filter((p) => !there.some((t) => t.shipping_reference === p.tracking));
  for (const parcel of missing) await create(port, 'stock.package', {
    type: await books.packageType(port), shipment: `${MODEL},${out.id}`, shipping_reference: parcel.tracking,
    moves: parcel === shipment.parcels[0] ? [['add', out.outgoing_moves]] : [],
  });
  await step(port, MODEL, 'pack', [out.id]);
};
