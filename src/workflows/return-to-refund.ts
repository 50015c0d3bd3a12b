/**
 * Return to refund: goods come back and money goes back, as facts in any order and from any side.
 *
 *   ReturnRequested → ReturnAuthorised → ReturnReceived → GoodsReturned → ReturnInspected → GoodsRestocked
 *   GoodsReturned → RecordErpReturn → (found damaged later) RecordErpSpoilage, and RefundReturn where the terms say that we refund
 *   ChargebackOpened while a refund is there, or due → a person; nothing is refunded while it stands
 *   RefundRecorded without goods, goods without RefundRecorded → CounterpartOverdue → a person
 *
 * A handler writes down what was told; then every phase looks at the whole state and says what is due. Nobody's word
 * moves goods by itself: of one line at one place the largest count stands, and never more than left. What was sold
 * is asked of order-to-cash once, which tells again when it changes; so orders that never come back cost nothing.
 */
import type { Workflow } from '#domain/workflow.ts';
import { answered, answering, answerKey, ended } from './return-to-refund/answer.ts';
import { decided, opened } from './return-to-refund/chargeback.ts';
import { complaining } from './return-to-refund/exceptions.ts';
import { booking, grading, recorded, recording, recordKey } from './return-to-refund/goods.ts';
import {
  advanced, announced, assessed, inspected, received, refundFailed, refundPaid, refundRecorded, saleTold, settledBy,
} from './return-to-refund/hear.ts';
import { crediting, givenUp, paidBack, refunding } from './return-to-refund/refund.ts';
import { initial, stay, type In, type Out, type State } from './return-to-refund/state.ts';
import { apart, settingApart, spoilageKey } from './return-to-refund/spoilage.ts';
import { asking, assessing } from './return-to-refund/terms.ts';
import { overdue, watching } from './return-to-refund/watch.ts';
import { settled, type Hears } from './settled.ts';

const hears: Hears<In, State, Out> = {
  ReturnRequested: announced('request'),
  ReturnAuthorised: announced('authorise'),
  ReturnSent: advanced('send'),
  ReturnDeclined: advanced('decline'),
  ReturnCancelled: advanced('cancel'),
  ReturnClosed: advanced('close'),
  ReturnReceived: received,
  ReturnInspected: inspected,
  ReturnSettled: settledBy,
  RefundRecorded: refundRecorded,
  RefundFailed: refundFailed,
  RefundPaid: refundPaid,
  ChargebackOpened: opened,
  ChargebackClosed: decided,

  SaleTold: saleTold,
  ReturnAssessed: assessed,
  CounterpartOverdue: overdue,

  ReturnRefunded: paidBack,
  ErpReturnRecorded: (s, { receipt }) => recorded(s, receipt),
  ErpSpoilageRecorded: (s, { spoilage }) => apart(s, spoilage),
  ReturnAnswered: answered,
  WishAbandoned: (s, { wish, key }) => {
    if (wish === 'RefundReturn') return givenUp(s, key);
    const told = s.agreements.find((a) => wish === 'AnswerReturn' && a.answer && (!key || answerKey(a.returnId, a.answer.word) === key));
    if (told) return ended(s, told.returnId, 'dropped');
    const spoilage = s.spoilages?.find((x) => wish === 'RecordErpSpoilage' && x.work === 'asked' && (!key || spoilageKey(x.id) === key));
    if (spoilage) return apart(s, spoilage.id, 'dropped');
    const receipt = s.receipts.find((r) => wish === 'RecordErpReturn' && r.record === 'asked' && (!key || recordKey(r.id) === key));
    return receipt ? recorded(s, receipt.id, 'dropped') : stay(s);
  },
};

const phases = [asking, assessing, answering, booking, grading, recording, settingApart, crediting, refunding, watching, complaining];

/** A turn books one place and asks for one document. */
const TURNS = 1_000;

export const returnToRefund: Workflow<In, State, Out> = {
  name: 'return-to-refund',
  key: ({ data }) => data.orderId,
  initial,
  on: settled(hears, { phases, turns: TURNS, name: (s) => `returns of order ${s.orderId} are` }),
};
