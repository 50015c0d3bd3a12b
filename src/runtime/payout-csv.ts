/** A payout's explanation as rows: what it is made of, what is open, what was posted; `part` tells them apart. */
import { stringify } from 'csv-stringify/sync';
import type { ExplainedPayout } from './operations/payouts.ts';

/** A cell that a spreadsheet would run as a formula is text. */
const cell = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);

export function payoutCsv(x: ExplainedPayout): string {
  const rows = [
    ...x.classes.map((c) => ['class', c.class, String(c.lines), c.amount, x.currency, '', '']),
    ['total', x.kind, String(x.lines), x.sum, x.currency, '', x.depositDate],
    ['proof', x.proof.state, '', '', '', cell(x.proof.says), ''],
    ['classes', cell(x.connection), '', '', '', 'table', String(x.versions.reader ?? '')],
    ...x.versions.decided.map((d) => ['classes', cell(d.code), String(d.lines), '', '', d.class, String(d.version)]),
    ...x.open.map((o) => ['open', cell(o.order), '', o.amount, o.unit, o.reason, String(o.days)]),
    ...x.unclassified.map((u) => ['suspense', cell(u.code), String(u.lines), u.amount, x.currency, u.proposed, '']),
    ...x.journal.flatMap((e) => e.lines.map((l) => ['journal', cell(l.account), '', l.amount, l.unit, cell(e.memo), e.date])),
  ];
  return stringify([['part', 'name', 'lines', 'amount', 'currency', 'why', 'date_or_days'], ...rows], { record_delimiter: 'windows' });
}
