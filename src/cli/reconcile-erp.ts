/** `reconcile erp`: the ERP's own trial balance beside ours, and why an account differs. */
import type { Command } from 'commander';
import { daysOf, periodOf } from '#domain/period.ts';
import { entityOf } from '#runtime/operations/periods.ts';
import { erpTrialBalance, type ErpTrialBalance } from '#runtime/operations/trial-balance.ts';
import { month } from './day.ts';
import { paint, plural, table } from './print.ts';
import { inSession } from './session.ts';
import type { Terminal } from './terminal.ts';

type Options = { readonly entity?: string; readonly connection?: string };
export function registerReconcileErp(reconcile: Command, t: Terminal): void {
  reconcile.command('erp').description('the ERP’s own trial balance against ours, account by account')
    .argument('[period]', 'a month: 2026-10; this one unless given', month)
    .option('--entity <name>', 'whose books; all that the ERP keeps unless given')
    .option('--connection <name>', 'which ERP; the one that takes the journals unless given')
    .action(async (...[period, , self]: [string | undefined, unknown, Command]) => inSession<Options>(self, t, async (s, o) => {
      const named = period ?? periodOf(Temporal.Now.plainDateISO().toString());
      const entity = o.entity && entityOf(s.platform, s.tenant, o.entity);
      const data = await erpTrialBalance(s.platform, s.tenant, { ...(entity && { entity }), ...daysOf(named), connection: o.connection });
      return { data, text: trialText(data, t), bad: !data.agrees };
    }));
}

type Because = ErpTrialBalance['rows'][number]['because'][number];
/** `what buyers owe, on another account -12.00 (3 documents, 1200)` */
export const becauseText = ({ reason, amount, documents, accounts }: Because): string => {
  const about = [...(documents === null ? [] : [plural(documents, 'document')]), ...accounts];
  return `${reason} ${amount}${about.length > 0 ? ` (${about.join(', ')})` : ''}`;
};

export function trialText(x: ErpTrialBalance, t: Terminal): string {
  const head = ['', 'account', '', '', 'ours', x.connection, 'difference', ''];
  const cells = x.rows.map((r) => [r.explained ? '✓' : '✗', r.number, r.name, r.currency, r.ours, r.erp,
    r.ours === r.erp ? '' : r.difference, r.because.map(becauseText).join('; ')]);
  const widths = [4, 5, 6].map((i) => Math.max(...[head, ...cells].map((row) => row[i]!.length)));
  const right = [head, ...cells].map((row) => row.map((cell, i) => (i >= 4 && i <= 6 ? cell.padStart(widths[i - 4]!) : cell)));
  const bad = x.rows.filter((r) => !r.explained).length;
  const verdict = x.agrees ? paint(t, 'green', 'The two say the same, or the difference has a reason.')
    : paint(t, 'red', `${bad} of ${x.rows.length} accounts differ, and nothing explains it.`);
  const said = `${x.connection} says debits ${x.debits}, credits ${x.credits} ${x.currency}`;
  return `${x.entity ?? 'All entities'}, ${x.from} to ${x.to}; ${said}\n${table(right, t, '')}\n${verdict}\n`;
}
