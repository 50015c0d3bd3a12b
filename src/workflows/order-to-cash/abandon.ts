/**
 * A person gave a wish up. What stood on it is undone, or goes on without it: nobody can drop a shipment that
 * has left, so its papers count as settled by hand.
 */
import type * as m from '#domain/messages.ts';
import { turned } from './cancel.ts';
import { moved } from './erp.ts';
import { declined, recallKey, recallRefused, requestKey } from './fulfill.ts';
import { creditKey, finishedMemo } from './refund.ts';
import { emptyHanded } from './reserve.ts';
import { finished, invoiceKey, recordKey, reportKey } from './ship.ts';
import { go, stay, type State, type Taken } from './state.ts';
import { toldReady } from './pickup.ts';
import { toldNumbers } from './track.ts';
import { holdReported } from './placement.ts';
import { isOpen, keyOf } from './views.ts';
import { validationKey } from './validate.ts';
import { withdrawalKept, withdrawalKey } from './withdraw.ts';

type Abandoned = m.WishAbandoned['data'];
/** The wish is this one: by its key, or by its type when no key is given. */
const meant = (data: Abandoned, key: string): boolean => data.key === undefined || data.key === key;

const each = <T>(s: State, items: readonly T[], drop: (s: State, item: T) => Taken): Taken =>
  items.reduce<Taken>((done, item) => {
    const { state, send } = drop(done.state, item);
    return { state, send: [...done.send, ...send] };
  }, stay(s));

const UNDO: Readonly<Record<string, (s: State, data: Abandoned) => Taken>> = {
  ValidateOrder: (s, data) => (s.order && s.validation.waits && meant(data, validationKey(s.order, s.validation.round))
    ? turned({ ...s, validation: { ...s.validation, waits: false } }, 'give up') : stay(s)),
  ReserveStock: (s, data) => {
    if (s.stock.asked.length === 0 || !meant(data, `reserve:${data.orderId}:${s.stock.round}`)) return stay(s);
    const stock = { ...s.stock, asked: [] };
    return emptyHanded(s) ? turned({ ...s, stock }, 'give up')
      : go({ ...s, stock: { ...stock, short: 'yes', detail: data.reason } });
  },
  CreateErpOrder: (s) => (s.erp.at === 'Creating' ? turned(moved(s, 'drop').state, 'give up') : stay(s)),
  AmendErpOrder: (s) => (s.erp.at === 'Amending' ? moved(s, 'drop') : stay(s)),
  CancelErpOrder: (s) => (s.erp.at === 'Cancelling' ? moved(s, 'drop') : stay(s)),
  ReportHold: (s) => holdReported(s),
  CancelChannelOrder: (s) => turned(s, 'keep'),
  CancelChannelLines: (s, data) => each(s, (s.wishes ?? []).filter((w) => s.order && meant(data, withdrawalKey(s.order, w.id))),
    withdrawalKept),
  RequestFulfillment: (s, data) => each(s, s.requests.filter((r) => isOpen(r) && meant(data, requestKey(r.id))),
    (now, request) => declined(now, request, data.reason)),
  CancelFulfillment: (s, data) => each(s, s.requests.filter((r) => meant(data, recallKey(r.id))),
    (now, { id }) => recallRefused(now, id)),
  RecordErpShipment: (s, data) => each(s, s.sent.filter((x) => meant(data, recordKey(x.id))),
    (now, { id }) => finished(now, id, 'record', 'dropped')),
  ReportShipment: (s, data) => each(s, s.sent.filter((x) => meant(data, reportKey(x.id))),
    (now, { id }) => finished(now, id, 'report', 'dropped')),
  ReportPickupReady: (s, data) => each(s, s.requests.filter((r) => meant(data, keyOf('ready', r.id))),
    (now, { id }) => toldReady(now, id, 'dropped')),
  ReportTracking: (s, data) => each(s, s.sent.filter((x) => meant(data, keyOf('tracking', x.id, x.renumbered?.times ?? 0))),
    (now, { id }) => toldNumbers(now, id, 'dropped')),
  IssueInvoice: (s, data) => each(s, s.sent.filter((x) => meant(data, invoiceKey(x.id))),
    (now, { id }) => finished(now, id, 'invoice', 'dropped')),
  IssueCreditMemo: (s, data) => each(s, s.claims.filter((c) => s.order && meant(data, creditKey(s.order, c.refund))),
    (now, { refund }) => finishedMemo(now, refund.external, 'dropped')),
};

export const abandoned = (s: State, data: Abandoned): Taken => UNDO[data.wish]?.(s, data) ?? stay(s);
