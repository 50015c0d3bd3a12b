/** A payout on one page, for whoever has to explain the bank line. */
import { entryText } from './journal-formats.ts';
import type { ExplainedPayout } from './operations/payouts.ts';

const SHOWN = 12;
const days = (n: number): string => `${n} ${n === 1 ? 'day' : 'days'} old`;
const count = (n: number, one: string): string => `${n.toLocaleString('en')} ${one}${n === 1 ? '' : 's'}`;

/** `table 2 of amazon; “X” by version 3 (1 line)` */
export function versionWords({ connection, versions: { reader, decided } }: Pick<ExplainedPayout, 'connection' | 'versions'>): string {
  return [`classes by table ${reader ?? 'without a version'} of ${connection}`,
    ...decided.map((d) => `“${d.code}” is ${d.class} by decision ${d.version} (${count(d.lines, 'line')})`)].join('; ');
}

export function payoutText(x: ExplainedPayout): string {
  const money = (text: string) => `${text.padStart(14)} ${x.currency}`;
  const zero = /^-?0*\.?0*$/;
  const span = x.period.from && x.period.to ? `, ${x.period.from.slice(0, 10)} to ${x.period.to.slice(0, 10)}` : '';
  const what = { balance: 'balance at the provider', deferral: 'earned and deferred', deposit: 'deposit' }[x.kind] ?? x.kind;
  return [
    `${x.connection} ${x.settlement}: ${what} of ${x.depositDate}${span}`,
    '',
    ...(x.opening === null ? [] : [`  ${'before'.padEnd(20)}${money(x.opening)}`]),
    ...x.classes.map((c) => `  ${c.class.padEnd(20)}${money(c.amount)}   ${count(c.lines, 'line')}`),
    `  ${(x.kind === 'deposit' ? 'deposited' : 'moved').padEnd(20)}${money(x.sum)}   ${count(x.lines, 'line')}`,
    ...(x.closing === null ? [] : [`  ${'after'.padEnd(20)}${money(x.closing)}`]),
    ...(x.proof.state === 'stated' ? [] : ['', `  ${x.proof.says}`]),
    '',
    ...(x.mode === 'summary' ? ['  Posted as a summary: the payout itself is the revenue, nothing has to clear.'] : [
      `  ${count(x.matched.orders, 'order')} cleared (${count(x.matched.lines, 'line')}, ${x.matched.amount} ${x.currency})`,
      ...(zero.test(x.matched.takings) ? [] : [`  ${x.matched.takings} ${x.currency} of it are takings of registers, paid out in bulk`]),
      x.openOrders === 0 ? '  The clearing account is at zero for all of it.'
        : `  ${x.clearing.remainder} ${x.currency} is open on ${x.clearing.account}:`,
      ...x.clearing.because.filter((b) => b.reason !== 'unknown code').map((b) =>
        `    ${b.reason.padEnd(18)}${money(b.amount)}${b.orders > 0 ? `   ${count(b.orders, 'order')}` : ''}`),
    ]),
    ...x.open.slice(0, SHOWN).map((o) =>
      `    ${o.order.padEnd(22)}${o.amount.padStart(12)} ${o.unit}  ${days(o.days)}  ${o.says}`),
    ...(x.openOrders > SHOWN ? [`    … and ${(x.openOrders - SHOWN).toLocaleString('en')} more`] : []),
    ...x.unclassified.map((s) =>
      `  ${s.amount} ${x.currency} in suspense: “${s.code}” (${count(s.lines, 'line')}) reads like ${s.proposed}`),
    ...x.waiting.map((w) => `  ${w.amount} ${x.currency}: “${w.code}” is ${w.to}, says ${w.author}; ` +
      `waits for somebody else’s approval (${w.id})`),
    '',
    ...x.journal.map((e) => entryText(e).replace(/^/gm, '  ')),
  ].join('\n').replaceAll(/\n{3,}/g, '\n\n').trimEnd() + '\n';
}
