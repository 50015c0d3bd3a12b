/**
 * Taking a cancellation back. While the channel was not told, the order (or the part) simply goes on, and what a warehouse
 * gave back is asked for again. What the channel refused, or cannot be told, stopped with a person: giving that up keeps the
 * order. Of anything else it is said why it cannot be had back.
 */
import type { State } from '#workflows/order-to-cash/state.ts';
import { WHOLE } from '#workflows/order-to-cash/withdraw.ts';
import { append } from '../append.ts';
import { newId } from '../identity.ts';
import { now } from '../moment.ts';
import type { Platform } from '../platform.ts';
import { orderNamed } from './cancellations.ts';
import { stoppedTelling } from './cancellation-telling.ts';
import { stateOf } from './cancellation-view.ts';
import { dropDelivery } from './deliveries.ts';
import { audited, conflict, notFound, type Act } from './operation.ts';

export async function takeBackCancellation(
  p: Platform, act: Act, { order, wish }: { order: string; wish: string },
): Promise<{ orderId: string }> {
  const orderId = await orderNamed(p, act.tenant, order);
  const at = standing(await stateOf(p, act.tenant, orderId), wish);
  if (!at) throw notFound(`No such cancellation of ${order} waits.`);
  if (at.word === 'Telling') return stopTelling(p, act, { orderId, wish: at.whole ? undefined : wish });
  const why = WHY_NOT[at.word];
  if (why) throw conflict(why);
  return audited(p, act, async (tx) => {
    // The whole order may be asked for and kept more than once under one name: a policy's asking has none.
    const key = `CancellationWithdrawn:${orderId}:${wish}:${newId()}`;
    await append(tx, [{ tenant: act.tenant, type: 'CancellationWithdrawn', data: { orderId, wish }, key, at: now() }]);
    return { result: { orderId }, what: 'order.cancel.withdraw', before: { wish }, after: null };
  });
}

const TOLD = 'The channel is being told already: it may have cancelled it. When it refuses, take it back then.';
const WHY_NOT: Readonly<Record<string, string>> = {
  Accepted: 'The channel has cancelled it: that cannot be taken back. What is still wanted has to be ordered anew.',
  Refused: 'It came too late and nothing was cancelled: there is nothing to take back.',
  Kept: 'It was taken back already: nothing is cancelled.', None: 'It was taken back already: nothing is cancelled.',
  GivenUp: 'The order was given up here: there is nothing to take back.',
};

interface Standing { readonly word: string; readonly whole: boolean }
function standing(s: State | undefined, wish: string): Standing | undefined {
  if (s && (s.asks?.includes(wish) || (wish === WHOLE && s.cancel !== 'None'))) return { word: s.cancel, whole: true };
  const part = s?.wishes?.find((w) => w.id === wish);
  return part && { word: part.at, whole: false };
}

/** What stopped on its way to the channel is given up, and the order goes on. */
async function stopTelling(p: Platform, act: Act, { orderId, wish }: { orderId: string; wish: string | undefined }) {
  const telling = (await stoppedTelling(p, act.tenant, orderId)).find((d) => d.wish === wish);
  if (!telling) throw conflict(TOLD);
  await dropDelivery(p, { ...act, why: act.why?.trim() || 'the cancellation is taken back' }, telling);
  return { orderId };
}
