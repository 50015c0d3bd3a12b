/** `fee-audit`: what marketplaces charged against what their rate cards say. */
import type { Command } from 'commander';
import { claimsCsv, feeAudit, type FeeAudit } from '#runtime/operations/fee-audit.ts';
import { registerFeeClaims } from './fee-claims.ts';
import { paint, plural, table } from './print.ts';
import { inSession } from './session.ts';
import type { Terminal } from './terminal.ts';

interface Asked {
  readonly connection?: string; readonly payout?: string; readonly from?: string; readonly to?: string; readonly csv?: boolean;
}

export function registerFeeAudit(program: Command, t: Terminal): void {
  const audit = program.command('fee-audit')
    .description('expected fees by rate card against charged ones; differences are claims with evidence')
    .option('--connection <name>').option('--payout <id>').option('--from <day>', 'payouts of this day and later').option('--to <day>')
    .option('--csv', 'the claims as CSV')
    .action(async (_options, self: Command) => inSession<Asked>(self, t, async ({ platform, tenant }, { csv, ...of }) => {
      const data = await feeAudit(platform, tenant, of);
      return { data, text: csv ? claimsCsv(data.claims) : shown(data, t) };
    }));
  registerFeeClaims(audit, t);
}

function shown(a: FeeAudit, t: Terminal): string {
  const rows = a.claims.slice(0, 100).map((c) => [c.order, c.sku, c.fee, c.rule, `${c.expected} expected`, `${c.charged} charged`,
    paint(t, 'yellow', `${c.difference} ${c.currency}`), c.state]);
  const sums = a.claimed.map((c) => `${c.over} ${c.currency} too much, ${c.under} too little`);
  return [`${plural(a.lines, 'order line')}: ${plural(a.agreed, 'fee')} as the rate card says, ${plural(a.claims.length, 'claim')}.\n`,
    sums.length > 0 ? `${sums.join('; ')}.\n` : '', rows.length > 0 ? `\n${table(rows, t)}` : '',
    a.claims.length > rows.length ? `  … and ${a.claims.length - rows.length} more; --csv has them all\n` : '',
    ...a.unruled.map((u) =>
      `No rule speaks of ${plural(u.lines, 'line')} of ${u.fee} at ${u.connection} over ${u.amount} ${u.currency}.\n`)].join('');
}
