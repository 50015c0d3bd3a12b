/**
 * What was decided of a return here is told to who told of it, once. Where the connection has no word for it a person has
 * to, and that settles itself when the partner shows the same.
 */
import type { ExceptionKind } from '#domain/exception.ts';
import type * as m from '#domain/messages.ts';
import { go, stay, type Agreement, type Answer, type State, type Taken } from './state.ts';
import { keyOf } from './views.ts';

/** The last terms know of every agreement there is. */
const settled = (s: State): boolean => s.terms !== undefined && s.answered >= Math.max(1, s.agreements.length);
const work = (s: State, of: Agreement, answer: Answer): State =>
  ({ ...s, agreements: s.agreements.map((a) => (a === of ? { ...a, answer } : a)) });

export function answering(s: State): Taken {
  const { orderId, terms } = s;
  const next = s.agreements.find((a) => a.answer?.work === 'due');
  if (!next?.answer || !orderId || !terms || !settled(s)) return stay(s);
  const { answer, by: to, returnId, external } = next;
  if (!terms.answers?.includes(to)) return go(work(s, next, { ...answer, work: 'by-hand' }));
  const { word, reason, note } = answer;
  return go(work(s, next, { ...answer, work: 'asked' }), { type: 'AnswerReturn', data: {
    key: answerKey(returnId, word), to, orderId, returnId, return: external, word, ...(reason && { reason }), ...(note && { note }),
  } });
}
export const answerKey = (returnId: string, word: Answer['word']) => keyOf('answer', returnId, word);

export const answered = (s: State, { returnId }: m.ReturnAnswered['data']): Taken => ended(s, returnId, 'done');
export function ended(s: State, returnId: string, how: 'done' | 'dropped'): Taken {
  const found = s.agreements.find((a) => a.returnId === returnId && a.answer?.work === 'asked');
  return found?.answer ? go(work(s, found, { ...found.answer, work: how })) : stay(s);
}

interface Topic { readonly topic: string; readonly kind: ExceptionKind; readonly detail: string }
export const byHand = (s: State): Topic[] => s.agreements.filter((a) => a.answer?.work === 'by-hand').map((a) => ({
  topic: `answer:${a.returnId}`, kind: 'ReturnAnswerByHand',
  detail: `return ${a.number ?? a.external} is ${a.answer!.word === 'approve' ? 'approved' : 'declined'}` +
    `${a.answer!.reason ? ` (${a.answer!.reason})` : ''}: tell ${a.by}`,
}));
