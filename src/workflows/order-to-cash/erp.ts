/**
 * The ERP's sales order: made once, after stock is promised; amended while what it states and what is wanted
 * differ; cancelled when nothing of it left and nothing will. What the warehouse has or sent is always in it.
 */
import { amountsFor, asBilled } from '#domain/document.ts';
import { after } from '#domain/machine.ts';
import type * as m from '#domain/messages.ts';
import type { Order } from '#domain/order.ts';
import { alike } from '../alike.ts';
import { any } from './quantities.ts';
import { erpOrder, go, stay, type DocumentWord, type Erp, type State, type Taken } from './state.ts';
import { documented, gone, isOpen, keyOf, ready, refunded, released, skus, target } from './views.ts';

export function documenting(s: State): Taken {
  const { order, erp } = s;
  if (!order || !settled(s)) return stay(s);
  const wanted = any(documented(s));
  if (erp.at === 'None') return wanted && promised(s) ? create(s, order) : stay(s);
  if (erp.at !== 'Open') return stay(s);
  return wanted ? amend(s, order) : cancel(s, order);
}

/** Nothing is in the air that would change what the document has to say. */
const settled = (s: State): boolean =>
  gone(s) ? !s.requests.some(isOpen) : ready(s) && s.stock.asked.length === 0;

/** Something is promised, or there is nothing a warehouse must have. */
const promised = (s: State): boolean => !any(target(s)) || s.stock.free.length > 0 || released(s);

const stating = (s: State, order: Order): m.DocumentAmounts =>
  asBilled(amountsFor(order, { units: documented(s), extras: true, skus: skus(s), refunded: refunded(s) }), s.billed ?? {});

function create(s: State, order: Order): Taken {
  const { orderId, number, placedAt, buyer, shipTo } = order;
  const { erp: to, legalEntity } = s.route ?? {};
  if (!to || !legalEntity) return stay(s);
  const stated = stating(s, order);
  return go({ ...s, erp: { ...move(s.erp, 'create'), to, stated, ...(shipTo && { shipTo }) } }, {
    type: 'CreateErpOrder',
    data: {
      key: keyOf('erp-order', orderId), to, orderId, number, placedAt, amounts: stated, legalEntity,
      ...(buyer && { billTo: buyer }), ...(shipTo && { shipTo: shipTo.party }),
    },
  });
}

function amend(s: State, order: Order): Taken {
  const { to, external } = s.erp;
  const { orderId, shipTo } = order;
  const stated = stating(s, order);
  if (!to || !external || (alike(stated, s.erp.stated) && alike(shipTo, s.erp.shipTo))) return stay(s);
  const amends = s.erp.amends + 1;
  return go({ ...s, erp: { ...move(s.erp, 'amend'), stated, amends, ...(shipTo && { shipTo }) } }, {
    type: 'AmendErpOrder',
    data: {
      key: amendKey(order, amends), to, orderId, erpOrder: external, amounts: stated,
      ...(shipTo && { shipTo: shipTo.party }),
    },
  });
}
const amendKey = ({ orderId }: Order, n: number) => keyOf('erp-amend', orderId, n);

function cancel(s: State, { orderId }: Order): Taken {
  const { to, external } = s.erp;
  if (!to || !external) return stay(s);
  return go({ ...s, erp: move(s.erp, 'cancel') },
    { type: 'CancelErpOrder', data: { key: keyOf('erp-cancel', orderId), to, orderId, erpOrder: external } });
}

const move = (erp: Erp, word: DocumentWord): Erp => ({ ...erp, at: after(erpOrder, erp.at, word) });
export const moved = (s: State, word: DocumentWord): Taken => {
  const erp = move(s.erp, word);
  return erp.at === s.erp.at ? stay(s) : go({ ...s, erp });
};

export const created = (s: State, { external }: m.ErpOrderCreated['data']): Taken => {
  const { state } = moved(s, 'created');
  return state === s ? stay(s) : go({ ...state, erp: { ...state.erp, external } });
};
export const amended = (s: State, { key }: m.ErpOrderAmended['data']): Taken =>
  s.order && key && key !== amendKey(s.order, s.erp.amends) ? stay(s) : moved(s, 'amended');
export const documentCancelled = (s: State): Taken => moved(s, 'cancelled');
