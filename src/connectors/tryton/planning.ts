/**
 * Changing what a sale in process plans to ship, the way Tryton allows: its open shipments are cancelled, the lines are
 * written, and the exception that leaves is settled by planning anew or by letting it be. Writing the lines alone would
 * be accepted and change nothing. Every step is decided by what Tryton shows, so a half-done change goes on.
 */
import { z } from 'zod';
import { stop } from '#domain/fault.ts';
import { openDialogue } from './dialogue.ts';
import { rows, step, type TrytonPort } from './rpc.ts';
import { isGoods, linesOf, saleOf, type Sale, type SaleLine } from './sales.ts';
import { Id, Ids } from './values.ts';

const Shipment = z.object({ id: Id, state: z.string(), reference: z.string().nullable() });
const Move = z.object({ id: Id, state: z.string(), quantity: z.number() });
export type Shipment = z.output<typeof Shipment>;
type Move = z.output<typeof Move>;
/** A shipment in one of these states can be given up without a trace in stock. */
const OPEN = ['draft', 'waiting', 'assigned'];

export interface Plan {
  readonly sale: Sale;
  readonly lines: readonly SaleLine[];
  readonly shipments: readonly Shipment[];
  readonly moves: ReadonlyMap<number, Move>;
}
export async function planOf(port: TrytonPort, id: number): Promise<Plan> {
  const sale = await saleOf(port, id);
  const lines = await linesOf(port, sale);
  const shipments = await rows(port, 'stock.shipment.out', sale.shipments, Shipment);
  const moves = await rows(port, 'stock.move', lines.flatMap((l) => l.moves), Move);
  return { sale, lines, shipments, moves: new Map(moves.map((m) => [m.id, m])) };
}
const units = ({ moves }: Plan, line: SaleLine, counts: (state: string) => boolean): number =>
  line.moves.map((id) => moves.get(id)!).filter((m) => counts(m.state)).reduce((sum, m) => sum + m.quantity, 0);
export const gone = (plan: Plan, line: SaleLine): number => units(plan, line, (state) => state === 'done');
const planned = (plan: Plan, line: SaleLine): number => units(plan, line, (state) => state !== 'cancelled');
/** Cancelled moves that somebody decided to let be count as dealt with. */
const letBe = ({ moves }: Plan, line: SaleLine): number =>
  line.moves_ignored.map((id) => moves.get(id))
    .reduce((sum, m) => sum + (m?.state === 'cancelled' ? m.quantity : 0), 0);
const target = (plan: Plan, line: SaleLine): number => Math.max(line.quantity, gone(plan, line));
export const openShipments = (plan: Plan): Shipment[] => plan.shipments.filter((s) => OPEN.includes(s.state));
/** Those that are not ours yet: a claimed one carries our key. */
const unclaimed = (plan: Plan): number[] =>
  openShipments(plan).filter((s) => s.reference === null).map((s) => s.id);

/** @throws Stopped EditTooLate when goods of it are on their way. */
export function refuseUnderWay(plan: Plan): void {
  const moving = plan.shipments.find((s) =>
    ['picked', 'packed'].includes(s.state) || (OPEN.includes(s.state) && s.reference !== null));
  if (!moving) return;
  throw stop.refused('EditTooLate', `shipment ${moving.id} of sale ${plan.sale.id} is ${moving.state} in Tryton`);
}
const tooMuch = (plan: Plan): boolean => plan.lines.some((l) => planned(plan, l) > target(plan, l));
const isPlanned = (plan: Plan, line: SaleLine): boolean =>
  [0, letBe(plan, line)].some((settled) => planned(plan, line) + settled === target(plan, line));
export const isSettled = (plan: Plan): boolean => plan.sale.shipment_state !== 'exception' &&
  plan.lines.filter(isGoods).every((l) => isPlanned(plan, l));

/** Until what is planned is what the lines say. `again`: cancelled moves are planned anew, otherwise let be. */
export async function replan(port: TrytonPort, id: number, again: boolean): Promise<Plan> {
  let plan = await planOf(port, id);
  for (let round = 0; round < 4 && !isSettled(plan); round += 1) {
    const given = tooMuch(plan) ? openShipments(plan).map((s) => s.id) : [];
    if (given.length > 0) await step(port, 'stock.shipment.out', 'cancel', given);
    if (given.length > 0 || plan.sale.shipment_state === 'exception') await settleException(port, id, again);
    else await step(port, 'sale.sale', 'process', [id]);
    plan = await planOf(port, id);
  }
  if (!isSettled(plan)) throw stop.refused('ErpRejected', `Tryton does not plan sale ${id} as its lines say`);
  return plan;
}

const Asked = z.object({ view: z.object({ defaults: z.object({ domain_moves: Ids }) }) });
/** Gives up what is planned and not under way, so that all of it is planned anew at once, in one shipment. */
export async function unplan(port: TrytonPort, plan: Plan): Promise<void> {
  const given = unclaimed(plan);
  if (given.length > 0) await step(port, 'stock.shipment.out', 'cancel', given);
}
/** Tryton plans what is missing as soon as it sees it, in a shipment of its own: this puts several into one. */
export async function regroup(port: TrytonPort, id: number): Promise<void> {
  await unplan(port, await planOf(port, id));
  await settleException(port, id, true);
}

/** What a person would see; it also processes the sale, and does no more when there is nothing to settle. */
async function settleException(port: TrytonPort, id: number, again: boolean): Promise<void> {
  const dialogue = await openDialogue(port, 'sale.handle.shipment.exception', ['sale.sale', id]);
  const moves = (await dialogue.show('ask', Asked)).view.defaults.domain_moves;
  await dialogue.answer('handle', { ask: { domain_moves: moves, recreate_moves: again ? moves : [] } });
  await dialogue.close();
}
