/**
 * Edit and retry: a wish that a partner refused is sent again with values that a person corrected. What was refused stays in
 * the log and is given up; the corrected one is a wish of its own with the same key, for the partner applied nothing under it.
 */
import { corrected, fieldsOf, type Change, type Field } from '#domain/correction.ts';
import { revive } from '#domain/wire.ts';
import { effectOf } from '#store/list-exceptions.ts';
import { lockDelivery, markDropped, type OpenDelivery } from '#store/operate.ts';
import { transaction, type Queryable } from '#store/query.ts';
import { append } from '../append.ts';
import { now } from '../moment.ts';
import type { Platform } from '../platform.ts';
import { nameOf, type DeliveryKey } from './deliveries.ts';
import { audited, conflict, invalid, notFound, type Act } from './operation.ts';

export interface RefusedWish { readonly type: string; readonly to: string; readonly fields: readonly Field[] }
/** @throws Refusal when it is no wish that was refused. */
export const refusedWish = (p: Platform, at: DeliveryKey): Promise<RefusedWish> =>
  transaction(p.pool, async (tx) => {
    const d = await refused(tx, at);
    return { type: d.type, to: partnerOf(at), fields: fieldsOf(revive(d.data)) };
  });

export async function correctWish(
  p: Platform, act: Act & { readonly why: string }, at: DeliveryKey, changes: readonly Change[],
): Promise<void> {
  if (!act.why.trim()) throw invalid('Correcting needs a reason: it is the only trace of why it was sent otherwise.');
  await audited(p, act, async (tx) => {
    const d = await refused(tx, at);
    const behind = (await effectOf(tx, { ...at, message: String(at.message) }))?.behind ?? 0;
    if (behind > 0)
      throw conflict(`${behind} more of the same wait behind it and would overtake it: correct it at ${partnerOf(at)}, then retry.`);
    const data = correctedOf(d, changes);
    await append(tx, [{
      tenant: at.tenant, type: d.type, data, subject: d.subject, correlation: d.correlation,
      key: `${d.type}:corrected:${d.id}`, cause: d.id, at: now(),
    }]);
    if (!(await markDropped(tx, at))) throw conflict(`${nameOf(at)} has just been settled in another way.`);
    const before = new Map(fieldsOf(revive(d.data)).map((f) => [f.path.join('.'), f.value]));
    const told = changes.map(({ path, value }) => [path.join('.'), value] as const).filter(([name, value]) => before.get(name) !== value);
    return {
      result: undefined, what: 'delivery.correct',
      before: { delivery: nameOf(at), ...Object.fromEntries(told.map(([name]) => [name, before.get(name)])) },
      after: Object.fromEntries(told),
    };
  });
}

const partnerOf = ({ handler }: DeliveryKey): string => handler.replace(/^connection:/, '');
async function refused(tx: Queryable, at: DeliveryKey): Promise<OpenDelivery> {
  const d = await lockDelivery(tx, at);
  if (!d) throw notFound('There is no such delivery any more: it was settled meanwhile.');
  if (!at.handler.startsWith('connection:')) throw invalid(`${nameOf(at)} is nothing that a partner was asked for.`);
  if (d.state !== 'Parked') throw conflict(`${nameOf(at)} has not stopped.`);
  if (d.fault !== 'Refused')
    throw conflict('Only what a partner refused is corrected: of this one it is not known whether it was applied.');
  return d;
}
function correctedOf(d: OpenDelivery, changes: readonly Change[]): unknown {
  try {
    return corrected(revive(d.data), changes);
  } catch (error) {
    if (error instanceof RangeError) throw invalid(error.message);
    throw error;
  }
}
