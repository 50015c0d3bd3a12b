/** `close` and `reconcile`: what stands in the way of a month, and the proof that the books hold together. */
import type { Command } from 'commander';
import { daysOf, periodOf } from '#domain/period.ts';
import { closePeriod } from '#runtime/operations/close.ts';
import { checklist, type Checklist } from '#runtime/operations/close-checks.ts';
import { entityOf } from '#runtime/operations/periods.ts';
import { reconcile, type Reconciliation } from '#runtime/operations/reconcile.ts';
import { rollForward, type Rolled } from '#runtime/operations/roll-forwards.ts';
import { month } from './day.ts';
import { actor, type Why } from './payouts.ts';
import { paint, plural, table } from './print.ts';
import { registerReconcileErp } from './reconcile-erp.ts';
import { inSession } from './session.ts';
import type { Terminal } from './terminal.ts';
import { turned } from './periods.ts';

type Options = Why & { readonly entity?: string; readonly dryRun?: boolean; readonly inSpite?: boolean };
export function registerClose(program: Command, t: Terminal): void {
  program.command('close').description('close a month of the books, when nothing blocks')
    .argument('<period>', 'a month: 2026-10', month).option('--dry-run', 'only say what blocks, and what to do')
    .option('--entity <name>', 'whose books').option('--in-spite', 'close it although something blocks; needs --why')
    .option('--why <reason>', 'for the audit trail').option('--as <person>', 'who says so')
    .action(async (...[period, , self]: [string, unknown, Command]) => inSession<Options>(self, t, async (s, o) => {
      const at = { entity: entityOf(s.platform, s.tenant, o.entity), period };
      if (o.dryRun) {
        const list = await checklist(s.platform, s.tenant, at);
        return { data: list, text: listText(list, t), bad: !list.ready };
      }
      const done = await closePeriod(s.platform, actor(s, o), at, { inSpite: o.inSpite ?? false });
      const over = done.inSpite.length > 0 ? `In spite of: ${done.inSpite.join(', ')}.\n` : '';
      return { data: done, text: `${turned(done)}${over}` };
    }));
  const proof = program.command('reconcile').description('the proof: entries balance, clearing is explained, documents are in the ERP')
    .argument('[period]', 'a month: 2026-10; this one unless given', month).option('--entity <name>', 'whose books')
    .action(async (...[period, , self]: [string | undefined, unknown, Command]) => inSession<Options>(self, t, async (s, o) => {
      const named = period ?? periodOf(Temporal.Now.plainDateISO().toString());
      const entity = entityOf(s.platform, s.tenant, o.entity);
      const data = await reconcile(s.platform, s.tenant, { entity, ...daysOf(named) });
      return { data, text: proofText(data, t), bad: !data.proven };
    }));
  registerReconcileErp(proof, t);
  program.command('roll-forward').description('opening and movement come to closing: clearing, reserves, deferred, suspense')
    .argument('[period]', 'a month: 2026-10; this one unless given', month).option('--entity <name>', 'whose books')
    .action(async (...[period, , self]: [string | undefined, unknown, Command]) => inSession<Options>(self, t, async (s, o) => {
      const named = period ?? periodOf(Temporal.Now.plainDateISO().toString());
      const data = await rollForward(s.platform, s.tenant, { period: named, entity: o.entity });
      return { data, text: rollText(data, t), bad: !data.ties };
    }));
}

const MARK = { fine: '✓', open: '–', blocks: '✗' } as const;
const COLOR = { fine: 'green', open: 'yellow', blocks: 'red' } as const;
export function listText(list: Checklist, t: Terminal): string {
  const rows = list.checks.flatMap((c) => [
    `${paint(t, COLOR[c.state], MARK[c.state])} ${c.check.padEnd(24)} ${c.says}`,
    ...c.items.map((i) => `    ${i}`), ...(c.count > c.items.length ? [`    … and ${c.count - c.items.length} more`] : []),
    ...(c.todo && c.state === 'blocks' ? [`    → ${c.todo}`] : []),
  ]);
  const last = list.ready ? `${list.period} of ${list.entity} can be closed.`
    : `${list.period} of ${list.entity}: ${plural(list.blocked, 'thing blocks', 'things block')}.`;
  return `${[...rows, '', last].join('\n')}\n`;
}

function proofText(r: Reconciliation, t: Terminal): string {
  const { journals, documents } = r;
  const mark = (good: boolean) => paint(t, good ? 'green' : 'red', good ? '✓' : '✗');
  const clearing = r.clearing.flatMap((c) => [
    `${mark(c.explained)} ${c.account}: ${c.balance} ${c.currency}${c.openItems > 0 ? `, ${plural(c.openItems, 'open item')}` : ''}`,
    ...c.because.map((b) => `      ${b.reason.padEnd(16)} ${b.amount.padStart(14)} ${c.currency}  ${plural(b.items, 'item')}, ` +
      `the oldest ${plural(b.oldestDays, 'day')}`),
    ...c.items.slice(0, 10).map((i) =>
      `        ${i.looks ? '! ' : '  '}${i.item.padEnd(22)} ${i.amount.padStart(12)}  ${plural(i.days, 'day')}  ${i.says}`),
  ]);
  const debits = journals.debits.map((d) => `${d.amount} ${d.currency}`).join(', ');
  const applied = documents.applied.map((a) => `${a.type} ${a.answered} of ${a.asked}`).join(', ');
  const documentsHold = documents.waiting.length + documents.withoutEntry.length === 0;
  return `${[
    `${r.entity}, ${r.from} to ${r.to}`,
    `${mark(journals.unbalanced === 0)} ${plural(journals.entries, 'entry', 'entries')} balance: ${debits}`,
    ...clearing,
    `${mark(documentsHold)} ${applied || 'nothing was asked of an ERP'}`,
    ...documents.waiting.map((d) => `      not in the ERP: ${d.detail}`),
    ...documents.withoutEntry.map((d) => `      not in the books: ${d.detail}`),
    '', r.proven ? 'Proven.' : 'Not proven: see above.',
  ].join('\n')}\n`;
}

export function rollText({ from, to, rows, ties }: Rolled, t: Pick<Terminal, 'width'>): string {
  if (rows.length === 0) return 'Nothing stands on any of these accounts.\n';
  const head = ['account', '', 'opening', 'debit', 'credit', 'closing', ''];
  const cells = rows.map((r) => [r.account, r.currency, r.opening, r.debit, r.credit, r.closing,
    `${r.ties ? 'ties' : 'DOES NOT TIE'}${r.stated === null ? '' : `; the provider says ${r.stated}`}`]);
  const widths = [2, 3, 4, 5].map((i) => Math.max(...[head, ...cells].map((row) => row[i]!.length)));
  const right = [head, ...cells].map((row) => row.map((cell, i) => (i >= 2 && i <= 5 ? cell.padStart(widths[i - 2]!) : cell)));
  return `${from} to ${to}\n${table(right, t, '')}${ties ? 'All of them tie.\n' : 'Not all of them tie.\n'}`;
}
