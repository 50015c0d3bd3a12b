/**
 * ACK: what the warehouse says to our requests and cancellations, line by line, and to whole files.
 *
 * A request is refused only when no line of it was taken; a line refused beside others that were taken is
 * short from the start, because nobody will pick it.
 */
import { z } from 'zod';
import { brand, type Timestamp } from '#domain/brand.ts';
import type { News } from '#connectors/contract.ts';
import { isKnown, meaning, says } from '#connectors/translation.ts';
import type { Row } from './control-file.ts';
import { referenceOfName } from './layout.ts';
import { drift, optional, sortRows, text, time } from './rows.ts';
import { ACK, type Acknowledged } from './status.ts';

const FileAnswer = z.object({ file: text, status: z.literal('FILE_REFUSED'), reason: optional, at: time });
const Answer = z.object({
  file: optional, request_ref: text, line_ref: optional, sku: optional, quantity: optional, status: text,
  reason: optional, warehouse_ref: optional, at: time,
});
type Answer = z.output<typeof Answer>;

export function readAcknowledgements(rows: readonly Row[]): News[] {
  const byFile = rows.filter((row) => row['status'] === 'FILE_REFUSED');
  const refer = (row: Row) =>
    `ACK of ${row['file']} request ${row['request_ref'] || '?'} line ${row['line_ref'] || '?'}`;
  const files = sortRows(byFile, FileAnswer, refer);
  const answers = sortRows(rows.filter((row) => !byFile.includes(row)), Answer, refer);
  return [
    ...files.good.flatMap(fileNews),
    ...[...Map.groupBy(answers.good, (a) => a.request_ref).values()].flatMap(requestNews),
    ...files.bad, ...answers.bad,
  ];
}

function fileNews({ file, reason, at }: z.output<typeof FileAnswer>): News[] {
  const detail = `the 3PL refused our file ${file} whole: ${reason || 'it gives no reason'}`;
  const ours = referenceOfName(file);
  if (ours?.kind === 'SHIPREQ') return [state(ours.reference, at, 'refused', detail)];
  if (ours?.kind === 'CANCEL') return [state(ours.reference, at, 'cancel-refused', detail)];
  return [{ said: 'bad-row', reference: file, detail }];
}

type State = Extract<News, { said: 'fulfillment' }>['state'];
const state = (fulfillment: string, at: Timestamp, state: State, detail: string): News =>
  ({ said: 'fulfillment', fulfillment, at, state, ...(detail && { detail }) });

function requestNews(answers: readonly Answer[]): News[] {
  const of = (...any: readonly Acknowledged[]) => answers.filter((a) => says(ACK, a.status, ...any));
  const [accepted] = of('accepted');
  const rejected = of('refused');
  // A rejected line that has a warehouse reference belongs to a request that was taken without it.
  const wholly = rejected.filter((a) => !accepted && !a.warehouse_ref);
  const [first] = wholly;
  return [
    ...(accepted ? [state(accepted.request_ref, accepted.at, 'accepted', accepted.warehouse_ref)] : []),
    ...rejected.filter((a) => !wholly.includes(a)).flatMap(shortNews),
    ...(first ? [state(first.request_ref, first.at, 'refused', wholly.map(why).join('; '))] : []),
    ...of('cancelled', 'cancel-refused').map(cancelNews),
    ...answers.filter((a) => !isKnown(ACK, a.status))
      .map((a) => drift(ACK.path, `${a.status} for request ${a.request_ref} is a word the contract does not list`)),
  ];
}
const why = (a: Answer): string => `line ${a.line_ref || '?'} (${a.sku}): ${a.reason || 'no reason given'}`;

function shortNews(a: Answer): News[] {
  const quantity = Number(a.quantity);
  if (!a.line_ref || !Number.isSafeInteger(quantity) || quantity <= 0)
    return [{ said: 'bad-row', reference: `ACK request ${a.request_ref}`, detail: `rejected ${why(a)}` }];
  return [{
    said: 'short', fulfillment: a.request_ref, external: brand(`${a.request_ref}#${a.line_ref}`), at: a.at,
    lines: [{ lineId: brand(a.line_ref), sku: a.sku, quantity }], reason: a.reason || 'REJECTED',
  }];
}

function cancelNews(a: Answer): News {
  // We cancel whole requests; an answer about one line is not an answer to anything we asked.
  if (a.line_ref) return drift('ACK.line_ref', `${a.status} of line ${a.line_ref} alone, which we never ask for`);
  return state(a.request_ref, a.at, meaning(ACK, a.status)!, a.reason);
}
