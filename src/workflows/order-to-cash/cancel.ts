/**
 * Cancelling, at every step. A buyer's wish is granted when nothing left and everything can be had back; the
 * channel is told first and promises are kept until it has agreed, so that a cancellation it refuses costs
 * nothing. A cancellation that is a fact at the channel is followed at once, as far as the goods allow.
 */
import { after } from '#domain/machine.ts';
import type * as m from '#domain/messages.ts';
import { emptyHanded, isShort } from './reserve.ts';
import { cancellation, go, stay, type CancelWord, type State, type Taken } from './state.ts';
import { isOpen, keyOf, ready } from './views.ts';

export function turned(s: State, word: CancelWord): Taken {
  const cancel = after(cancellation, s.cancel, word);
  return cancel === s.cancel ? stay(s) : go({ ...s, cancel });
}

/** Also the first word of an order that was cancelled before anybody here saw it. */
export function cancelled(s: State, { order }: m.OrderCancelled['data']): Taken {
  const { state } = turned(s, 'cancel');
  return state === s || s.order || !order ? go(state) : go({ ...state, order });
}

export function cancelling(s: State): Taken {
  if (s.cancel === 'None' && s.route?.whenShort === 'cancel' && ready(s) && isShort(s) && !s.stock.claimed && emptyHanded(s))
    return tell({ ...s, reason: 'out-of-stock' }, 'short');
  if (s.cancel !== 'Recalling' || !s.order) return stay(s);
  const kept = s.requests.some((r) => isOpen(r) && r.recall === 'refused');
  if (kept || s.sent.length > 0 || s.early.length > 0) return turned(s, 'refuse');
  return s.requests.some(isOpen) ? stay(s) : tell(s, 'recalled');
}

function tell(s: State, word: CancelWord): Taken {
  if (!s.order) return stay(s);
  const { orderId, channel, external } = s.order;
  return go(turned(s, word).state, {
    type: 'CancelChannelOrder',
    data: { key: keyOf('cancel', orderId), to: channel, orderId, order: external, reason: s.reason },
  });
}
