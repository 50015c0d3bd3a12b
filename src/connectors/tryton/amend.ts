/** Changing or giving up a sale. Both are states, not documents: what Tryton shows says whether they were done. */
import { stop } from '#domain/fault.ts';
import type { WishOf } from '#domain/messages.ts';
import type { Write } from '../contract.ts';
import { saleLine, saleLines, type Wanted } from './lines.ts';
import { withoutStrays } from './orders.ts';
import { gone, isSettled, openShipments, planOf, refuseUnderWay, replan, unplan, type Plan } from './planning.ts';
import { step, write, type TrytonPort } from './rpc.ts';
import { drive, idOf, isGoods, receiptOf, saleOf, sameAmount, type SaleLine } from './sales.ts';
import type { Settings } from './settings.ts';
import { decimal } from './values.ts';

/** Tryton keeps the amounts of a confirmed sale as they were; emptied, it adds up the lines again. */
const RECOUNT = { untaxed_amount_cache: null, tax_amount_cache: null, total_amount_cache: null };
const NOT_YET = ['draft', 'quotation'];

export const amendErpOrder: Write<Settings, WishOf<'AmendErpOrder'>> = {
  async apply(port, wish) {
    const id = idOf(wish.erpOrder);
    const before = await planOf(port, id);
    await withoutStrays(port, before.sale);
    if (before.sale.state === 'cancelled') throw stop.refused('EditTooLate', `sale ${id} is cancelled in Tryton`);
    const wanted = await saleLines(port, wish.amounts);
    await rewrite(port, before, wanted);
    const { sale } = await replan(port, (await drive(port, await saleOf(port, id))).id, true);
    if (!sameAmount(sale.total_amount, wish.amounts.total))
      throw stop.refused('TotalsDisagree', `sale ${id} comes to ${sale.total_amount} in Tryton after the change`);
    return receiptOf(sale);
  },
  async find(port, wish) {
    const plan = await planOf(port, idOf(wish.erpOrder));
    const done = commandsFor(plan, await saleLines(port, wish.amounts)).length === 0 && isSettled(plan) &&
      !NOT_YET.includes(plan.sale.state);
    return done ? receiptOf(plan.sale) : undefined;
  },
};

async function rewrite(port: TrytonPort, plan: Plan, wanted: readonly Wanted[]): Promise<void> {
  const lines = commandsFor(plan, wanted);
  if (lines.length === 0) return;
  const { sale } = plan;
  refuseUnderWay(plan);
  if (sale.state === 'quotation') await step(port, 'sale.sale', 'draft', [sale.id]);
  // Before the lines are written: a shipment that is given up afterwards would leave the new lines in one of their own.
  if (plansOtherwise(plan, wanted)) await unplan(port, plan);
  await write(port, 'sale.sale', [sale.id], { lines, ...(NOT_YET.includes(sale.state) ? {} : RECOUNT) });
}

/** Whether other goods, or other quantities of them, are to leave. */
function plansOtherwise({ lines }: Plan, wanted: readonly Wanted[]): boolean {
  const counts = (list: readonly { note: string | null; quantity: number }[]) => {
    const units = new Map<string, number>();
    for (const { note, quantity } of list) units.set(note ?? '', (units.get(note ?? '') ?? 0) + quantity);
    return [...units].filter(([, n]) => n !== 0).sort().join();
  };
  return counts(lines.filter(isGoods)) !== counts(wanted.filter((w) => w.product.isGoods));
}

/** What makes the lines the wanted ones. A line of a sale in process cannot be deleted; it is kept at zero. */
function commandsFor(plan: Plan, wanted: readonly Wanted[]): unknown[] {
  const free = [...plan.lines];
  const writes: unknown[] = [];
  const missing: Wanted[] = [];
  for (const w of wanted) {
    const at = free.findIndex((l) => l.note === w.note && l['product.']?.id === w.product.id);
    const [line] = at < 0 ? [] : free.splice(at, 1);
    if (!line) missing.push(w);
    else if (!isSame(line, w)) {
      refuseSent(plan, line, w.quantity);
      writes.push([line.id], { quantity: w.quantity, unit_price: decimal(w.price) });
    }
  }
  for (const line of free.filter((l) => l.quantity !== 0)) {
    refuseSent(plan, line, 0);
    writes.push([line.id], { quantity: 0 });
  }
  const after = plan.lines.length;
  return [
    ...(writes.length > 0 ? [['write', ...writes]] : []),
    ...(missing.length > 0 ? [['create', missing.map((w, i) => saleLine(w, after + i))]] : []),
  ];
}
const isSame = (line: SaleLine, w: Wanted): boolean => line.quantity === w.quantity &&
  line.unit_price !== null && line.unit_price.replace(/\.?0+$/, '') === w.price.replace(/\.?0+$/, '');
function refuseSent(plan: Plan, line: SaleLine, quantity: number): void {
  const left = gone(plan, line);
  if (quantity >= left) return;
  throw stop.refused('EditTooLate', `${left} units of ${line.note ?? 'a line'} of sale ${plan.sale.id} have left`);
}

export const cancelErpOrder: Write<Settings, WishOf<'CancelErpOrder'>> = {
  async apply(port, wish) {
    const id = idOf(wish.erpOrder);
    let plan = await planOf(port, id);
    await withoutStrays(port, plan.sale);
    if (NOT_YET.includes(plan.sale.state)) {
      await step(port, 'sale.sale', 'cancel', [id]);
      const sale = await saleOf(port, id);
      if (sale.state !== 'cancelled') throw stop.refused('ErpRejected', `Tryton left sale ${id} in ${sale.state}`);
      return receiptOf(sale);
    }
    if (!isCancelled(plan)) {
      refuseGone(plan);
      refuseUnderWay(plan);
      const lines = plan.lines.filter((l) => l.quantity !== 0).map((l) => l.id);
      const nothing = { lines: [['write', lines, { quantity: 0 }]], ...RECOUNT };
      if (lines.length > 0) await write(port, 'sale.sale', [id], nothing);
      plan = await replan(port, id, false);
    }
    if (!isCancelled(plan)) throw stop.refused('ErpRejected', `Tryton keeps sale ${id} open`);
    return receiptOf(plan.sale);
  },
  async find(port, wish) {
    const plan = await planOf(port, idOf(wish.erpOrder));
    return isCancelled(plan) ? receiptOf(plan.sale) : undefined;
  },
};
/** Tryton has no way back from processing: a sale of nothing that waits for nothing is the cancelled one. */
const isCancelled = (plan: Plan): boolean => plan.sale.state === 'cancelled' ||
  (plan.lines.every((l) => l.quantity === 0) && isSettled(plan) && openShipments(plan).length === 0);
function refuseGone(plan: Plan): void {
  if (plan.lines.some((l) => gone(plan, l) > 0))
    throw stop.refused('CancelTooLate', `goods of sale ${plan.sale.id} have left, says Tryton`);
  if (plan.sale.invoices.length > 0)
    throw stop.refused('CancelTooLate', `sale ${plan.sale.id} is invoiced in Tryton`);
}
