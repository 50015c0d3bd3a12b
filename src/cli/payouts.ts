/** `payouts` and `payout`: what was paid out, why, and what of it is still open. */
import { writeFileSync } from 'node:fs';
import { Option, type Command } from 'commander';
import { classifyCode, decideProposal, listDisputes, listProposals, loseChargeback } from '#runtime/operations/fee-codes.ts';
import { explainPayout, findPayout } from '#runtime/operations/payouts.ts';
import { payoutIn, PAYOUT_FORMATS, type PayoutFormat } from '#runtime/payout-output.ts';
import { toDecimal } from '#domain/measure.ts';
import { listPayouts } from '#store/list-finance.ts';
import { paint, plural, table } from './print.ts';
import { inSession, type Session } from './session.ts';
import type { Terminal } from './terminal.ts';

interface Form { readonly format: PayoutFormat; readonly out?: string }
export interface Why { readonly why?: string; readonly as?: string }
/** On a terminal everybody has the same account; whoever sits there says who they are. */
export const actor = (s: Session, { why, as }: Why) => ({ ...s.act(why), ...(as && { who: `${s.act().who}/${as}` }) });

export function registerPayouts(program: Command, t: Terminal): void {
  program.command('payout').description('one payout on one page: what it is made of, what it cleared, what is open and why')
    .argument('<id>', 'the partner’s number of it, or ours')
    .addOption(new Option('--format <format>', 'html prints on one page').choices([...PAYOUT_FORMATS]).default('text'))
    .option('--out <file>', 'write it there; needed for xlsx')
    .action(async (...[id, , self]: [string, unknown, Command]) => inSession<Form>(self, t, async ({ platform, tenant }, o) => {
      const data = await explainPayout(platform, tenant, await findPayout(platform, tenant, id));
      const made = await payoutIn(o.format, data, Temporal.Now.plainDateISO().toString());
      if (o.out !== undefined) writeFileSync(o.out, made);
      else if (typeof made !== 'string') throw new Error('A workbook is no text: say where with --out FILE.');
      return { data, text: o.out === undefined ? String(made) : `${o.out} is written.\n` };
    }));
  const group = program.command('payouts').description('what was paid out, newest first')
    .option('--connection <name>', 'of one connection')
    .option('--limit <n>', 'how many', '50')
    .action(async (_options, self: Command) => inSession<{ connection?: string; limit: string }>(self, t, list));
  codes(group, t);
  disputes(group, t);
}

async function list({ platform, tenant, t }: Session, o: { connection?: string; limit: string }) {
  const rows = await listPayouts(platform.pool, tenant, { connection: o.connection, limit: Math.min(500, Number(o.limit) || 50) });
  const data = rows.map((p) => ({
    payoutId: p.payout_id, settlement: p.external, connection: p.connection, depositDate: p.deposit_date, lines: p.line_count,
    sum: toDecimal({ count: p.net, unit: p.currency }), suspense: toDecimal({ count: p.suspense, unit: p.currency }), currency: p.currency,
  }));
  const cells = data.map((p) => [p.depositDate, p.connection, p.settlement, plural(p.lines, 'line'), `${p.sum} ${p.currency}`,
    /^0*\.?0*$/.test(p.suspense) ? '' : paint(t, 'yellow', `${p.suspense} in suspense`)]);
  return { data, text: cells.length === 0 ? 'There are none.\n' : table(cells, t, '') };
}

function codes(group: Command, t: Terminal): void {
  group.command('classify').description('say what a code is: it counts once somebody else approves it')
    .argument('<connection>', 'or "*" for all').argument('<code>', 'as the settlement writes it').argument('<class>', 'what it is')
    .option('--marketplace <name>', 'on one marketplace only').option('--why <reason>', 'for the audit trail')
    .option('--as <person>', 'who says so')
    .action(async (...[connection, code, to, , self]: [string, string, string, unknown, Command]) =>
      inSession<Why & { marketplace?: string }>(self, t, async (s, o) => {
        const made = await classifyCode(s.platform, actor(s, o), { connection, code, to, marketplace: o.marketplace });
        const waits = made.proposals.map((x) => `  ${x.id}  ${x.connection} ${x.settlement}: ${x.amount} ${x.currency} from ${x.from}`);
        const text = [`“${code}” is ${to} once somebody else approves it.`,
          ...(made.rule ? [`For what is to come: threadline proposal approve ${made.rule}`] : []), ...(waits.length > 0
            ? [`${plural(waits.length, 'booking waits', 'bookings wait')} for approval:`, ...waits] : [])];
        return { data: made, text: `${text.join('\n')}\n` };
      }));
  group.command('proposals').description('codes classified late: what would change in the books')
    .action(async (_options, self: Command) => inSession(self, t, async ({ platform, tenant }) => {
      const found = await listProposals(platform, tenant);
      const rows = found.map((x) =>
        [x.id, `${x.connection} ${x.settlement}`, x.code, `${x.from} → ${x.to}`, `${x.amount} ${x.currency}`, x.author]);
      return { data: found, text: rows.length === 0 ? 'There are none.\n' : table(rows, t, '') };
    }));
  for (const [name, state] of [['approve', 'approved'], ['reject', 'rejected']] as const)
    group.command(name).description(`${name} a proposal${name === 'approve' ? '; never by its author' : ''}`)
      .argument('<id>').option('--why <reason>', 'for the audit trail').option('--as <person>', 'who says so')
      .action(async (...[id, , self]: [string, unknown, Command]) => inSession<Why>(self, t, async (s, o) => {
        const x = await decideProposal(s.platform, actor(s, o), id, state);
        return { data: x, text: `${x.connection} ${x.settlement}: ${x.amount} ${x.currency} of “${x.code}” is ${state}.\n` };
      }));
}

function disputes(group: Command, t: Terminal): void {
  group.command('disputes').description('chargebacks that were taken and neither won nor lost').option('--connection <name>')
    .action(async (_options, self: Command) => inSession<{ connection?: string }>(self, t, async ({ platform, tenant }, o) => {
      const found = await listDisputes(platform, tenant, o.connection);
      const rows = found.map((d) => [d.connection, d.reference, `${d.amount} ${d.currency}`]);
      return { data: found, text: rows.length === 0 ? 'There are none.\n' : table(rows, t, '') };
    }));
  group.command('lost').description('a chargeback is lost: write off what it took')
    .argument('<connection>').argument('<reference>', 'as `payouts disputes` names it')
    .option('--date <day>', 'when', Temporal.Now.plainDateISO().toString()).option('--returned', 'the goods came back: a return, no loss')
    .option('--why <reason>', 'for the audit trail').option('--as <person>', 'who says so')
    .action(async (...[connection, reference, , self]: [string, string, unknown, Command]) =>
      inSession<Why & { date: string; returned?: boolean }>(self, t, async (s, o) => {
        const d = await loseChargeback(s.platform, actor(s, o), { connection, reference, date: o.date, returned: o.returned });
        return { data: d, text: `${d.amount} ${d.currency} of ${reference} is written off.\n` };
      }));
}
