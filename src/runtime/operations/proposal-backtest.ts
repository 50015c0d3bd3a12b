/** A backtest of a proposal: in the background, its course and its end written down with the proposal. */
import { noteBacktest } from '#store/proposal.ts';
import type { Platform } from '../platform.ts';
import { backtest, type Backtest } from './backtest.ts';
import { onlyFor } from './candidate.ts';
import { audited, conflict, type Act } from './operation.ts';
import { proposalById, type Proposal } from './proposals.ts';

export interface Ran extends Partial<Backtest> {
  readonly state: 'running' | 'done' | 'failed';
  readonly days: number;
  readonly canary: string | null;
  readonly who: string;
  /** When it last said how far it is. */
  readonly at: string;
  readonly error?: string;
}
/** One that has not said anything for so long has died with its process. */
const SILENT_MS = 120_000;

/** Begins; whoever waits for `ended` sees it whole. */
export async function startBacktest(
  p: Platform, act: Act, { id, days, canary }: { id: string; days: number; canary?: string | undefined },
): Promise<{ proposal: Proposal; ended: Promise<Ran> }> {
  const found = await proposalById(p, act.tenant, id);
  const last = found.backtest as Ran | null;
  if (last?.state === 'running' && Date.now() - Date.parse(last.at) < SILENT_MS) throw conflict('A backtest of it is running already.');
  if (found.state !== 'proposed' && found.state !== 'canary')
    throw conflict(`It is ${found.state}: a backtest is for what does not count yet.`);
  if (canary !== undefined) onlyFor(found.changes, canary);
  const as = { days, canary: canary ?? null, who: act.who };
  const begun: Ran = { ...as, state: 'running', at: new Date().toISOString() };
  await audited(p, act, async (tx) => {
    await noteBacktest(tx, act.tenant, id, begun);
    return { result: id, what: 'proposal.backtest', before: null, after: { id, days, canary: canary ?? null } };
  });
  const note = async (ran: Ran): Promise<Ran> => {
    await noteBacktest(p.pool, act.tenant, id, ran);
    return ran;
  };
  const ended = backtest(p, act.tenant, { changes: found.changes, days, canary },
    async (so) => void await note({ ...so, ...as, state: 'running', differences: [], at: new Date().toISOString() }))
    .then((end) => note({ ...end, ...as, state: 'done', at: new Date().toISOString() }))
    .catch((error: Error) => {
      p.log.error({ proposal: id, stack: error.stack }, 'a backtest failed');
      return note({ ...as, state: 'failed', error: error.message, at: new Date().toISOString() });
    });
  ended.catch(() => {}); // The database is gone: the proposal shows a run that fell silent.
  return { proposal: await proposalById(p, act.tenant, id), ended };
}
