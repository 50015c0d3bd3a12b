/** What messages about returns, refunds of them and chargebacks say; see story-words.ts. */
import type * as m from '#domain/messages.ts';
import type { Resolution, Return, ReturnLine, ReturnTerms } from '#domain/return.ts';
import { because, items, listed, money, numbered, type Sayings } from './story-phrases.ts';

export type Back = m.ReturnRequested | m.ReturnAuthorised | m.ReturnSent | m.ReturnDeclined | m.ReturnCancelled | m.ReturnClosed
  | m.ReturnReceived | m.ReturnInspected | m.ReturnSettled | m.TellSale | m.SaleTold | m.AssessReturn | m.ReturnAssessed
  | m.GoodsReturned | m.GoodsRestocked | m.AwaitCounterpart | m.CounterpartOverdue | m.RefundPaid | m.RefundFailed
  | m.ChargebackOpened | m.ChargebackClosed
  | m.RefundReturn | m.ReturnRefunded
  | m.RecordErpReturn | m.ErpReturnRecorded | m.RecordErpSpoilage | m.ErpSpoilageRecorded | m.AnswerReturn | m.ReturnAnswered;
const named = (r: Return): string => `return ${r.number ?? r.external}`;
const lines = (of: readonly ReturnLine[]): string => (of.length === 0 ? '' : `: ${listed(of.map((l) =>
  `${l.quantity} × ${l.sku ?? l.lineId ?? 'an item'}${l.disposition ? ` ${l.disposition}` : ''}${because(l.reason)}`))}`);
const FOR: Readonly<Record<Resolution, string>> = {
  refund: '', exchange: ', for an exchange', replacement: ', for a replacement', 'store-credit': ', for store credit',
};
const spoiled = (of: m.RecordErpReturn['data']['lines']) => of.flatMap((l) => (l.spoiled ? [{ ...l, quantity: l.spoiled }] : []));
const FREIGHT: Readonly<Record<ReturnTerms['shipping'], string>> = {
  keep: 'the freight is kept', always: 'the freight goes back with the last unit', 'our-fault': 'the freight goes back only for our fault',
};
const instead = (r: Return): string => `${FOR[r.resolution ?? 'refund']}${r.exchange ? ` (order ${r.exchange})` : ''}`;
export const BACK: Sayings<Back> = {
  ReturnRequested: (d) => (d.beside ? `tells of ${named(d.return)}${lines(d.return.lines)}`
    : `the buyer asks to send back${lines(d.return.lines)} (${named(d.return)})`),
  ReturnAuthorised: (d) =>
    `${d.decided ? 'a person agrees: ' : ''}${named(d.return)} is authorised${lines(d.return.lines)}${instead(d.return)}`,
  ReturnSent: (d) => `the return is on its way${d.tracking ? ` with ${d.tracking}` : ''}`,
  ReturnDeclined: (d) => `${d.decided ? 'a person decides: ' : ''}the return is declined${because(d.decided?.reason ?? d.reason)}`,
  ReturnCancelled: (d) => `the return is called off${because(d.reason)}`,
  ReturnClosed: () => 'the return is closed',
  ReturnReceived: (d) => `has received back${d.location ? ` at ${d.location}` : ''}${lines(d.lines)}`,
  ReturnInspected: (d) => `has looked at what came back${d.location ? ` to ${d.location}` : ''}${lines(d.lines)}`,
  ReturnSettled: (d) => (d.kind === 'refund' ? `paid out ${money(d.amount)}${d.method ? ` by ${d.method}` : ''}`
    : d.kind === 'exchange' ? `gave ${money(d.amount)} in credit, for an exchange${d.exchange ? `, order ${d.exchange}` : ''}`
    : `gave ${money(d.amount)} as ${d.method === 'gift-card' ? 'a gift card' : 'store credit'}${lines(d.lines) || ', as goodwill'}`),
  TellSale: () => 'asks what was sold and what of it left',
  SaleTold: (d) => (d.sale ? `sold and left: ${items(d.sale.lines.map((l) => ({ sku: l.sku, quantity: l.shipped }))) || 'nothing yet'}`
    : 'no such order has been shown yet'),
  AssessReturn: () => 'asks which return terms hold',
  ReturnAssessed: ({ terms: t, mapping }) => `return terms${mapping > 0 ? `, policy version ${mapping}` : ''}: ${listed([
    t.approval === 'none' ? 'nobody has to agree' : t.approval === 'channel' ? 'the channel has to agree' : 'a person has to agree',
    t.windowDays === undefined ? 'at any time' : `within ${t.windowDays} days`,
    t.refund === 'us' ? `we refund on ${t.refundOn}` : 'the channel refunds',
    ...(t.feeBasisPoints > 0 ? [`${t.feeBasisPoints / 100} % kept back, but not for what was our fault`] : []),
    ...(t.refund === 'us' ? [FREIGHT[t.shipping]] : []),
    ...(t.notResaleable.length > 0 ? [`${t.notResaleable.join(', ')} never sold again`] : []),
    ...(t.returnTo ? [`goods go to ${t.returnTo}`] : [])])}`,
  GoodsReturned: (d) => `came back to ${d.location}, to be looked at: ${items(d.lines)}`,
  GoodsRestocked: (d) => listed([...Map.groupBy(d.lines, (l) => l.disposition)].map(([found, of]) =>
    `${FOUND[found]} at ${d.location}: ${items(of)}`)),
  AwaitCounterpart: (d) => `waits for ${d.missing === 'goods' ? 'what was refunded to come back' : 'the refund of what came back'}`,
  CounterpartOverdue: (d) =>
    `time is up for ${d.missing === 'goods' ? 'what was refunded to come back' : 'the refund of what came back'}`,
  RefundPaid: (d) => `the refund of ${money(d.amount)} reached the buyer`,
  RefundFailed: (d) => `the refund of ${money(d.amount)} did not reach the buyer`,
  ChargebackOpened: (d) => `the buyer’s bank takes back ${money(d.amount)}: chargeback ${d.dispute}${because(d.reason)}` +
    (d.respondBy ? `, to be contested by ${d.respondBy.slice(0, 10)}` : ''),
  ChargebackClosed: (d) => d.outcome === 'none' ? `${d.dispute} was no chargeback after all`
    : `chargeback ${d.dispute} is ${d.outcome}${d.amount ? `: ${money(d.amount)} ` +
    `${d.outcome === 'won' ? 'came back to us' : 'is gone'}` : ''}`,
  RefundReturn: (d) => `asks ${d.to} to refund ${money(d.total)} for ${items(d.lines)}` +
    (d.fee.count > 0n ? `, ${money(d.fee)} kept back` : ''),
  ReturnRefunded: (d) => `refunded it as ${d.external}`,
  AnswerReturn: (d) => `tells ${d.to} that return ${d.return} is ${d.word === 'approve' ? 'approved' : 'declined'}${because(d.reason)}`,
  ReturnAnswered: (d) => `knows what was decided of return ${d.external}`,
  RecordErpReturn: (d) => `tells ${d.to} what came back: ${items(d.lines)}` +
    (d.lines.some((l) => l.spoiled) ? `, of it set apart: ${items(spoiled(d.lines))}` : ''),
  ErpReturnRecorded: (d) => `recorded what came back as ${numbered(d)}`,
  RecordErpSpoilage: (d) => `tells ${d.to} to take off its shelf at ${d.location} what is not for sale after all: ${items(d.lines)}`,
  ErpSpoilageRecorded: (d) => `set it apart as ${numbered(d)}`,
};
const FOUND: Readonly<Record<string, string>> = {
  resaleable: 'for sale again', damaged: 'damaged, not for sale', destroyed: 'thrown away',
};
