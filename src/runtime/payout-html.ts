/** A payout on one printed page, for a controller: what was deposited, what it is made of, what is open, what was posted. */
import type { ExplainedPayout } from './operations/payouts.ts';
import { versionWords } from './payout-text.ts';

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
const sentence = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
const zero = /^-?0*\.?0*$/;
/** More than this does not fit on a page. */
const SHOWN = 15;

type Cells = readonly string[];
const row = (cells: Cells, tag = 'td'): string =>
  `<tr>${cells.map((c) => `<${tag}${/^-?[\d,.]+( [A-Z]{3})?$/.test(c) ? ' class="n"' : ''}>${escaped(c)}</${tag}>`).join('')}</tr>`;
const tableOf = (head: Cells, rows: readonly Cells[], foot?: Cells): string =>
  `<table><thead>${row(head, 'th')}</thead><tbody>${rows.map((r) => row(r)).join('')}</tbody>` +
  `${foot ? `<tfoot>${row(foot)}</tfoot>` : ''}</table>`;

/** Its digest stands in the answer's content security policy. */
export const STYLE = `@page{size:A4;margin:14mm}body{font:10pt/1.35 system-ui,sans-serif;color:#111;max-width:190mm;margin:auto}
h1{font-size:15pt;margin:0 0 2mm}h2{font-size:11pt;margin:5mm 0 1mm;border-bottom:1px solid #999}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.6mm 2mm;vertical-align:top}
.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}tfoot td{border-top:1px solid #111;font-weight:600}
.facts{display:flex;gap:8mm;flex-wrap:wrap}.facts b{display:block;font-size:13pt}
.bad{color:#a00}footer{margin-top:6mm;color:#666;font-size:8pt}`;

const KINDS: Readonly<Record<string, string>> = {
  deposit: 'Deposit', balance: 'Balance at the provider', deferral: 'Earned and deferred',
};
type Fact = readonly [name: string, value: string, bad: boolean];
const fact = ([name, value, bad]: Fact): string => `<div${bad ? ' class="bad"' : ''}>${name}<b>${escaped(value)}</b></div>`;

export function payoutHtml(x: ExplainedPayout, asOf: string): string {
  const span = x.period.from && x.period.to ? `, ${x.period.from.slice(0, 10)} to ${x.period.to.slice(0, 10)}` : '';
  const title = `${x.connection} ${x.settlement}`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escaped(title)}</title><style>${STYLE}</style></head><body>
<h1>${escaped(title)}</h1><p>${KINDS[x.kind] ?? x.kind} of ${x.depositDate}${span}</p>
<div class="facts">${facts(x).map(fact).join('')}</div>
<h2>What it is made of</h2>
${tableOf(['Class', 'Lines', 'Amount'], x.classes.map((c) => [c.class, c.lines.toLocaleString('en'), c.amount]),
    [x.kind === 'deposit' ? 'deposited' : 'moved', x.lines.toLocaleString('en'), `${x.sum} ${x.currency}`])}
${x.proof.state === 'stated' ? '' : `<p${x.proof.state === 'open' ? ' class="bad"' : ''}>${escaped(x.proof.says)}</p>`}
${openPart(x)}${suspensePart(x)}<h2>Posted</h2>
${tableOf(['Date', 'Account', 'Amount', ''], x.journal.flatMap((e) => e.lines.map((l): Cells => [e.date, l.account, l.amount, l.unit])))}
<footer>As of ${escaped(asOf)}. ${x.mode === 'summary' ? 'Posted as a summary: the payout itself is the revenue.'
    : 'Clears what invoices and credit memos put on the clearing account.'} ${escaped(sentence(versionWords(x)))}
Payout ${escaped(x.payoutId)}.</footer>
</body></html>
`;
}

function facts(x: ExplainedPayout): readonly Fact[] {
  const amount = (text: string) => `${text} ${x.currency}`;
  return [
    [x.kind === 'deposit' ? 'Deposited' : 'Moved', amount(x.sum), false],
    ...(x.opening === null || x.closing === null ? []
      : [['Balance before', amount(x.opening), false], ['Balance after', amount(x.closing), false]] as const),
    ...(x.mode === 'summary' ? [] : [['Orders cleared', x.matched.orders.toLocaleString('en'), false],
      ['Open on clearing', amount(x.clearing.remainder), !zero.test(x.clearing.remainder)]] as const),
    ['In suspense', amount(x.suspense), !zero.test(x.suspense)],
  ];
}

function openPart(x: ExplainedPayout): string {
  if (x.openOrders === 0) return '';
  const more = x.openOrders > SHOWN ? `<p>… and ${(x.openOrders - SHOWN).toLocaleString('en')} more</p>` : '';
  const because = x.clearing.because.map((b) => [b.reason, String(b.orders), b.amount]);
  const orders = x.open.slice(0, SHOWN).map((o) => [o.order, `${o.amount} ${o.unit}`, String(o.days), o.says]);
  return `<h2>Open, and why</h2>\n${tableOf(['Reason', 'Orders', 'Amount'], because)}\n` +
    `${tableOf(['Order', 'Amount', 'Days', 'Why'], orders)}${more}\n`;
}
function suspensePart(x: ExplainedPayout): string {
  if (x.unclassified.length + x.waiting.length === 0) return '';
  const rows = [
    ...x.unclassified.map((u): Cells => [u.code, u.lines.toLocaleString('en'), u.amount, `reads like ${u.proposed}`]),
    ...x.waiting.map((w): Cells => [w.code, '', w.amount, `${w.to}, says ${w.author}; waits for approval`]),
  ];
  return `<h2>Not classified</h2>\n${tableOf(['Code', 'Lines', 'Amount', ''], rows)}\n`;
}
