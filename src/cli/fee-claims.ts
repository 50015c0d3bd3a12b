/** `fee-audit claim`, `claims`, `decide`, `evidence`: fees that are claimed back, and what became of each. */
import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import type { ClaimState } from '#domain/fee-claim.ts';
import { archived } from '#runtime/archive.ts';
import { claimEvidence, decideFeeClaim, fileClaims, listClaims, type ShownClaim } from '#runtime/operations/fee-claims.ts';
import { actor, type Why } from './payouts.ts';
import { plural, table } from './print.ts';
import { inSession } from './session.ts';
import type { Terminal } from './terminal.ts';

interface Of { readonly connection?: string; readonly state?: ClaimState; readonly case?: string }
type Answer = 'rejected' | 'reimbursed';
interface Claim extends Why, Of { readonly payout?: string; readonly from?: string; readonly to?: string }

export function registerFeeClaims(audit: Command, t: Terminal): void {
  audit.command('claim').description('claim back what was charged too much, once').option('--connection <name>').option('--payout <id>')
    .option('--from <day>').option('--to <day>').option('--case <number>', 'the marketplace’s number of the case')
    .option('--as <person>', 'who says so').option('--why <reason>', 'for the audit trail')
    .action(async (_options, self: Command) => inSession<Claim>(self, t, async (s, o) => {
      const data = await fileClaims(s.platform, actor(s, o), o);
      return { data, text: `${plural(data.length, 'claim')} filed.\n${shown(data, t)}` };
    }));
  audit.command('claims').description('what was claimed, newest first').option('--connection <name>')
    .option('--state <state>', 'claimed, reimbursed, rejected or expired').option('--case <number>')
    .action(async (_options, self: Command) => inSession<Of>(self, t, async (s, o) => {
      const data = await listClaims(s.platform, s.tenant, o);
      return { data, text: data.length === 0 ? 'Nothing was claimed.\n' : shown(data, t) };
    }));
  audit.command('decide').description('what the marketplace answered; a payout that pays a claim back closes it by itself')
    .argument('<claim>').argument('<state>', 'rejected or reimbursed').option('--as <person>', 'who says so')
    .option('--why <reason>', 'what it answered; needed')
    .action(async (...[id, state, , self]: [string, Answer, unknown, Command]) => inSession<Why>(self, t, async (s, o) => {
      const data = await decideFeeClaim(s.platform, actor(s, o), id, state);
      return { data, text: `${data.id} is ${data.state}.\n` };
    }));
  audit.command('evidence').description('the claims with their rate cards, in one archive for the case').option('--connection <name>')
    .option('--state <state>').option('--case <number>').requiredOption('--out <file>', 'a zip')
    .action(async (_options, self: Command) => inSession<Of & { readonly out: string }>(self, t, async (s, o) => {
      const { bytes, files } = await archived(claimEvidence(s.platform, s.tenant, o));
      writeFileSync(o.out, bytes);
      return { data: { out: o.out, files, bytes: bytes.length }, text: `${o.out}: ${plural(files, 'file')}.\n` };
    }));
}

function shown(claims: readonly ShownClaim[], t: Terminal): string {
  const end = (c: ShownClaim) => (c.state === 'claimed' ? `until ${c.expiresOn}` : c.decidedBy ?? '');
  return table(claims.map((c) => [c.id, c.state, c.order, c.sku, c.fee, `${c.difference} ${c.currency}`,
    /[1-9]/.test(c.reimbursed) ? `${c.reimbursed} back` : '', c.case ?? '', end(c)]), t);
}
