/** The proof of a month on paper: what holds and what does not, line by line, and the ERP's own trial balance beside ours. */
import { stringify } from 'csv-stringify/sync';
import { Stopped } from '#domain/fault.ts';
import type { Platform } from '../platform.ts';
import type { EvidenceFile } from '../evidence-file.ts';
import { Refusal } from './operation.ts';
import type { Reconciliation } from './reconcile.ts';
import type { Rolled } from './roll-forwards.ts';
import { erpTrialBalance, type ErpTrialBalance } from './trial-balance.ts';

export interface Proven { readonly reconciliation: Reconciliation; readonly rolled: Rolled }

export async function* proofOf(p: Platform, tenant: string, { reconciliation, rolled }: Proven): AsyncGenerator<EvidenceFile> {
  const { from, to } = reconciliation;
  // One company of the ERP may keep the books of several entities, so it is asked for all of them.
  const trial = await erpTrialBalance(p, tenant, { from, to }).catch(whyNot);
  yield { path: 'proof.csv', content: csv(['side', 'what', 'currency', 'amount', 'holds', 'says'],
    [...ofJournals(reconciliation), ...ofClearing(reconciliation), ...ofDocuments(reconciliation), ...ofRolls(rolled), ofErp(trial)]) };
  if (typeof trial === 'string') return;
  yield { path: 'erp-trial-balance.json', content: `${JSON.stringify(trial, null, 2)}\n` };
  yield { path: 'erp-trial-balance.csv', content: csv(
    ['account', 'name', 'currency', 'ours', 'erp', 'difference', 'reason', 'of_it', 'documents', 'on_accounts', 'explained'],
    trial.rows.flatMap((r) => {
      const row = [r.number, r.name, r.currency, r.ours, r.erp, r.difference];
      return r.because.length === 0 ? [[...row, 'the same', '', '', '', 'yes']] : r.because.map((b) =>
        [...row, b.reason, b.amount, b.documents ?? '', b.accounts.join(' '), r.explained ? 'yes' : 'NO']);
    })) };
}

type Row = readonly unknown[];
const csv = (head: readonly string[], rows: readonly Row[]): string => stringify([head, ...rows], { record_delimiter: 'windows' });
const holds = (good: boolean): string => (good ? 'yes' : 'NO');

/** What an ERP that cannot be asked answers is part of the evidence too. */
function whyNot(error: unknown): string {
  if (error instanceof Refusal) return error.message;
  if (error instanceof Stopped) return `The ERP did not answer: ${error.message}`;
  throw error;
}

const ofJournals = ({ journals }: Reconciliation): Row[] => journals.debits.map((d) =>
  ['journals', 'debits and credits of all entries', d.currency, d.amount, holds(journals.unbalanced === 0),
    `${journals.entries} entries, ${journals.unbalanced} of them out of balance`]);
const ofClearing = ({ clearing }: Reconciliation): Row[] => clearing.map((c) =>
  ['clearing', c.account, c.currency, c.balance, holds(c.explained), c.openItems === 0 ? 'nothing is open'
    : c.because.map((b) => `${b.reason} ${b.amount} (${b.items} items, the oldest ${b.oldestDays} days)`).join('; ')]);
const ofDocuments = ({ documents: { applied, waiting, withoutEntry } }: Reconciliation): Row[] => [
  ...applied.map((a) => ['documents', a.type, '', '', holds(a.answered === a.asked), `${a.answered} of ${a.asked} applied by the ERP`]),
  ...waiting.map((d) => ['documents', d.document, '', '', 'NO', `not in the ERP: ${d.detail}`]),
  ...withoutEntry.map((d) => ['documents', d.document, '', '', 'NO', `not in the books: ${d.detail}`]),
];
const ofRolls = ({ rows }: Rolled): Row[] => rows.map((r) =>
  ['roll-forward', r.account, r.currency, r.closing, holds(r.ties && (r.stated === null || r.stated === r.closing)),
    `${r.opening} + ${r.debit} - ${r.credit}${r.stated === null ? '' : `; the provider says ${r.stated} (${r.statement})`}`]);
function ofErp(trial: ErpTrialBalance | string): Row {
  if (typeof trial === 'string') return ['erp', 'trial balance', '', '', '', trial];
  const open = trial.rows.filter((r) => !r.explained).length;
  const holding = holds(trial.agrees && trial.debits === trial.credits);
  return ['erp', `trial balance of ${trial.connection}`, trial.currency, trial.debits, holding,
    `debits ${trial.debits}, credits ${trial.credits}; ${trial.rows.length} accounts, ${open} differ without a reason`];
}
