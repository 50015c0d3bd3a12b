/** Writing down what is told of a return. What was told before is not told again; a state never goes back. */
import { after } from '#domain/machine.ts';
import { toDecimal } from '#domain/measure.ts';
import type * as m from '#domain/messages.ts';
import type { ReturnLine } from '#domain/return.ts';
import { agreement, go, stay, type Agreement, type Answer, type StageWord, type State, type Taken, type Told } from './state.ts';

/** Request and authorisation tell the whole agreement; a later one replaces its lines, and what it leaves out stays. */
export const announced = (word: 'request' | 'authorise') =>
  (s: State, { orderId, return: told, decided }: m.ReturnAuthorised['data']): Taken => {
    const before = s.agreements.find((a) => a.returnId === told.returnId);
    const known = before && !decided && word === 'authorise' ? echoed(before, 'approve') : before;
    const stage = after(agreement, before?.stage ?? agreement.first, word);
    const old = known !== undefined && stage === known.stage && (told.at <= known.at || word === 'request');
    if (old) return known === before ? stay(s) : go({ ...s, agreements: s.agreements.map((a) => (a === before ? known : a)) });
    const next: Agreement = {
      ...known, ...told, lines: linesOf(told.lines, known), stage, ...(decided && stage === 'Authorised' && { answer: APPROVED }),
    };
    return go({ ...s, orderId, agreements: [...s.agreements.filter((a) => a !== before), next] });
  };
const APPROVED: Answer = { word: 'approve', work: 'due' };
const linesOf = (told: readonly ReturnLine[], before: Agreement | undefined): readonly ReturnLine[] =>
  (told.length > 0 ? told : before?.lines ?? []);
/** Who told of the return shows what we decided of it. */
const echoed = (a: Agreement, word: Answer['word']): Agreement =>
  (a.answer?.word === word && a.answer.work !== 'done' ? { ...a, answer: { ...a.answer, work: 'done' } } : a);

type Advance = { readonly orderId: m.ReturnClosed['data']['orderId'] } & Pick<m.ReturnClosed['data'], 'returnId' | 'by' | 'at'>
  & Pick<m.ReturnDeclined['data'], 'decided'>;
/** A word about an agreement; one that was never announced is known from now on, without its lines. */
export const advanced = (word: StageWord) => (s: State, { orderId, returnId, by, at, decided }: Advance): Taken => {
  const before = s.agreements.find((a) => a.returnId === returnId);
  const known = before && !decided && word === 'decline' ? echoed(before, 'decline') : before;
  const stage = after(agreement, known?.stage ?? agreement.first, word);
  if (known && stage === known.stage)
    return known === before ? stay(s) : go({ ...s, agreements: s.agreements.map((a) => (a === before ? known : a)) });
  const next: Agreement = known ? { ...known, stage, ...(decided && { answer: { word: 'decline', ...decided, work: 'due' } }) }
    : { returnId, by, external: returnId as never, at, lines: [], stage };
  return go({ ...s, orderId, agreements: [...s.agreements.filter((a) => a !== before), next] });
};

type Goods = m.ReturnReceived['data'];
const nameOf = (l: ReturnLine): string => [l.lineId ?? '', l.sku ?? '', l.disposition ?? ''].join(' ');

/** The same receipt again can only have more units of a line, or other lines. */
function merged(told: readonly Told[], { by, receipt, location, at, lines }: Goods): readonly Told[] {
  const before = told.find((t) => t.by === by && t.receipt === receipt && t.location === location);
  if (!before) return [...told, { by, receipt, at, lines: folded(lines), ...(location && { location }) }];
  const now = folded(lines);
  const had = new Map(before.lines.map((l) => [nameOf(l), l]));
  const more = now.filter((l) => l.quantity > (had.get(nameOf(l))?.quantity ?? 0));
  if (more.length === 0) return told;
  const kept = before.lines.filter((l) => !more.some((x) => nameOf(x) === nameOf(l)));
  return told.map((t) => (t === before ? { ...t, lines: [...kept, ...more] } : t));
}
/** One row per line and finding. */
function folded(lines: readonly ReturnLine[]): ReturnLine[] {
  return [...Map.groupBy(lines.filter((l) => l.quantity > 0), nameOf).values()]
    .map((same) => {
      const lots = same.flatMap((l) => l.lots ?? []);
      return { ...same[0]!, quantity: same.reduce((n, l) => n + l.quantity, 0), ...(lots.length > 0 && { lots }) };
    });
}

/** A receipt that says what the goods are fit for is a finding, too. */
export function received(s: State, data: Goods): Taken {
  const found = data.lines.filter((l) => l.disposition);
  const bare = data.lines.map(({ disposition: _disposition, ...l }) => l);
  const all = merged(s.received, { ...data, lines: bare });
  const looked = found.length > 0 ? merged(s.inspected, { ...data, lines: found }) : s.inspected;
  return all === s.received && looked === s.inspected ? stay(s)
    : go({ ...s, orderId: data.orderId, received: all, inspected: looked });
}
export function inspected(s: State, data: Goods): Taken {
  const all = merged(s.inspected, data);
  return all === s.inspected ? stay(s) : go({ ...s, orderId: data.orderId, inspected: all });
}

export const settledBy = (s: State, data: m.ReturnSettled['data']): Taken =>
  s.settlements.some((x) => x.by === data.by && x.external === data.external) ? stay(s)
    : go({ ...s, orderId: data.orderId, settlements: [...s.settlements, data] });

/** Nothing of it is kept: what a refund comes to is told with the sale. */
export const refundRecorded = (s: State, { orderId }: m.RefundRecorded['data']): Taken =>
  s.orderId ? stay(s) : go({ ...s, orderId });

export const saleTold = (s: State, { orderId, sale }: m.SaleTold['data']): Taken =>
  go({ ...s, orderId, unknown: sale === undefined, ...(sale && { sale }) });
export const assessed = (s: State, { round, terms }: m.ReturnAssessed['data']): Taken =>
  round <= s.answered ? stay(s) : go({ ...s, terms, answered: round });

export const refundFailed = (s: State, { orderId, refund, method, amount }: m.RefundFailed['data']): Taken => {
  const detail = `${toDecimal(amount)} ${amount.unit} of refund ${refund} by ${method} came back`;
  return go({ ...s, orderId, failed: { ...s.failed, [refund]: detail } });
};
/** Paid once more; what was only pending needs nobody. */
export function refundPaid(s: State, { refund, again }: m.RefundPaid['data']): Taken {
  if (!again || !(refund in s.failed)) return stay(s);
  return go({ ...s, failed: Object.fromEntries(Object.entries(s.failed).filter(([name]) => name !== refund)) });
}
