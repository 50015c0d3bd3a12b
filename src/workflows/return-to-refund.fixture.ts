/** What the outside says to return-to-refund, for tests. */
import { brand, type ConnectionId, type ExternalId, type LocationId, type OrderId, type Sku, type Timestamp } from '#domain/brand.ts';
import type * as m from '#domain/messages.ts';
import type { Order, Refund } from '#domain/order.ts';
import { eur, line, order, refund } from '#domain/order.fixture.ts';
import type { Disposition, ReturnLine, ReturnTerms, SettledClaim } from '#domain/return.ts';
import { returnToRefund } from './return-to-refund.ts';
import type { In, Out, State } from './return-to-refund/state.ts';
import { tell } from '../../test/every-sequence.ts';

export const orderId = brand<OrderId>('ord-1');
export const paid: Order = order({
  lines: [line('A', 3, 900), line('B', 2, 800)],
  tenders: [{ external: brand('t1'), method: 'gift-card', provider: 'gift_card', state: 'captured', amount: eur(600) },
    { external: brand('t2'), method: 'card', provider: 'shop', state: 'captured', amount: eur(2006) }],
});
const on = (day: number): Timestamp => brand(`2026-03-${String(day).padStart(2, '0')}T10:00:00.000Z`);
const conn = (name: string): ConnectionId => brand(name);
const units = (of: Readonly<Record<string, number>>): ReturnLine[] =>
  Object.entries(of).map(([lineId, quantity]) => ({ lineId: brand<ExternalId>(lineId), quantity }));

export const sale = (left: Readonly<Record<string, number>> = { A: 3, B: 2 }, refunds: readonly SettledClaim[] = [],
  made: readonly Refund[] = []): In => ({
  type: 'SaleTold',
  data: { orderId, sale: {
    order: { ...paid, refunds: made }, refunds, erp: conn('erp'), erpOrder: brand('SO-1'),
    lines: ['A', 'B'].map((lineId) => ({
      lineId: brand<ExternalId>(lineId), sku: brand<Sku>(`SKU-${lineId}`), shipped: left[lineId] ?? 0,
      shippedAt: on(2), from: brand<LocationId>('main'),
    })),
  } },
});
export const nobody: In = { type: 'SaleTold', data: { orderId } };
export const TERMS: ReturnTerms = {
  approval: 'none', counterpartSeconds: 1000, expectAll: false, refund: 'channel', refundOn: 'inspection', feeBasisPoints: 0,
  shipping: 'our-fault', notResaleable: [], recordAt: conn('erp'), spoilAt: conn('erp'),
};
export const terms = (more: Partial<ReturnTerms> = {}, round = 1): In =>
  ({ type: 'ReturnAssessed', data: { orderId, round, terms: { ...TERMS, ...more }, mapping: 0 } });
export const refunded = (name: string, of: Readonly<Record<string, number>>, comesBack = true): SettledClaim =>
  ({ refund: brand(name), lines: Object.entries(of).map(([lineId, quantity]) =>
    ({ lineId: brand<ExternalId>(lineId), quantity, comesBack })) });
export const refundNews = (name = 'R1'): In => ({ type: 'RefundRecorded', data: { orderId, refund: refund(name) } });

interface About { readonly by?: string; readonly day?: number; readonly more?: Partial<m.ReturnAuthorised['data']['return']> }
const agreed = (of: Readonly<Record<string, number>>, { by = 'platform', day = 5, more = {} }: About = {}) => ({
  orderId, return: { returnId: `ret-${by}`, by: conn(by), external: brand<ExternalId>('RMA-1'), at: on(day), lines: units(of), ...more },
});
export const requested = (of: Readonly<Record<string, number>> = { A: 1 }, about: About = {}): In =>
  ({ type: 'ReturnRequested', data: agreed(of, about) });
export const authorised = (of: Readonly<Record<string, number>> = { A: 1 }, about: About = {}): In =>
  ({ type: 'ReturnAuthorised', data: agreed(of, about) });
const word = (type: 'ReturnSent' | 'ReturnClosed' | 'ReturnCancelled' | 'ReturnDeclined') => (by = 'platform'): In =>
  ({ type, data: { orderId, returnId: `ret-${by}`, by: conn(by), at: on(6) } });
export const [sent, closed, calledOff, declined] =
  [word('ReturnSent'), word('ReturnClosed'), word('ReturnCancelled'), word('ReturnDeclined')];

interface Where {
  readonly by?: string; readonly receipt?: string; readonly at?: string; readonly day?: number; readonly found?: Disposition;
}
const goods = (of: Readonly<Record<string, number>>, { by = 'wms', receipt = 'rc-1', at = 'main', day = 8, found }: Where) => ({
  orderId, by: conn(by), receipt: brand<ExternalId>(receipt), at: on(day), ...(at && { location: brand<LocationId>(at) }),
  lines: units(of).map((l) => ({ ...l, ...(found && { disposition: found }) })),
});
export const received = (of: Readonly<Record<string, number>> = { A: 1 }, where: Where = {}): In =>
  ({ type: 'ReturnReceived', data: goods(of, where) });
export const inspected = (of: Readonly<Record<string, number>> = { A: 1 }, found: Where['found'] = 'resaleable', where: Where = {}): In =>
  ({ type: 'ReturnInspected', data: goods(of, { ...where, found }) });
export const receivedSku = (sku: string, quantity: number): In => ({ type: 'ReturnReceived',
  data: { ...goods({}, {}), lines: [{ sku: brand<Sku>(sku), quantity }] } });
export const credit = (cents: number, of: Readonly<Record<string, number>>): In => ({ type: 'ReturnSettled', data: {
  orderId, returnId: 'ret-platform', by: conn('platform'), at: on(9), external: brand('C-1'), kind: 'exchange', amount: eur(cents),
  lines: units(of), exchange: brand('5002') } });
export const overdue = (missing: 'goods' | 'refund', lineId: string, upTo: number): In =>
  ({ type: 'CounterpartOverdue', data: { orderId, missing, lineId: brand<ExternalId>(lineId), upTo } });
export const paidBack = (n = 1, untold = false): In => ({ type: 'ReturnRefunded',
  data: { orderId, by: conn('shop'), external: brand('CR-1'), key: brand(`refund:ord-1:${n}`), ...(untold && { untold }) } });
export const decidedHere = (word: 'approve' | 'decline', by = 'platform'): In => (word === 'approve'
  ? { type: 'ReturnAuthorised', data: { ...agreed({ A: 1 }, { by }), decided: true } }
  : { type: 'ReturnDeclined', data: {
    orderId, returnId: `ret-${by}`, by: conn('person'), at: on(6), decided: { reason: 'too-late', note: 'over' } } });
export const answeredBack = (by = 'platform'): In => ({ type: 'ReturnAnswered',
  data: { orderId, returnId: `ret-${by}`, by: conn(by), external: brand('RMA-1') } });
export const recordedBack = (n = 1): In => ({ type: 'ErpReturnRecorded',
  data: { orderId, by: conn('erp'), external: brand('RS-1'), receipt: `ord-1-back-${n}` } });
export const setApart = (n = 1): In => ({ type: 'ErpSpoilageRecorded',
  data: { orderId, by: conn('erp'), external: brand('INT-1'), spoilage: `ord-1-spoiled-${n}` } });
export const dropped = (wish: 'RefundReturn' | 'RecordErpReturn' | 'RecordErpSpoilage' | 'AnswerReturn'): In =>
  ({ type: 'WishAbandoned', data: { orderId, wish, reason: 'by hand' } });

export const story = (...heard: In[]) => tell<In, State, Out>(returnToRefund, ...heard);
export const only = <T extends Out['type']>(said: readonly Out[], type: T): Extract<Out, { type: T }>[] =>
  said.filter((x): x is Extract<Out, { type: T }> => x.type === type);
/** What moved, in short: 'main 1×A'. */
export const moves = (said: readonly Out[]): string[] => said.flatMap((x) =>
  (x.type === 'GoodsReturned' ? x.data.lines.map((l) => `${x.data.location} ${l.quantity}×${l.lineId}`)
    : x.type === 'GoodsRestocked' ? x.data.lines.map((l) => `${x.data.location} ${l.quantity}×${l.lineId} ${l.disposition}`) : []));
export const complaints = (said: readonly Out[]): string[] => {
  const standing = new Map<string, string>();
  for (const x of said) {
    if (x.type === 'RaiseException') standing.set(x.data.key, x.data.kind);
    if (x.type === 'ExceptionSettled') standing.delete(x.data.exception);
  }
  return [...standing.values()];
};
