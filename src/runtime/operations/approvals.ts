/**
 * Journals that wait for a second person. One that the platform made is in the ledger and goes to the ERP when it is
 * approved; rejected, it is taken back here and the ERP never hears of it. One that a person proposes is posted when
 * another one agrees. The author never decides.
 */
import type { PoolClient } from 'pg';
import { toDecimal } from '#domain/measure.ts';
import * as store from '#store/approval.ts';
import { markSettled, raisedException } from '#store/operate.ts';
import { append } from '../append.ts';
import { approvalKey } from '../handlers/money-write.ts';
import { now } from '../moment.ts';
import type { Platform } from '../platform.ts';
import { audited, conflict, notFound, type Act } from './operation.ts';

/** Amounts are decimal text. */
export interface Approval {
  readonly id: string; readonly entry: string | null; readonly document: string; readonly kind: string; readonly entity: string;
  readonly date: string; readonly memo: string; readonly currency: string; readonly amount: string; readonly variance: string;
  readonly reasons: readonly string[]; readonly author: string; readonly askedAt: string; readonly state: string;
  readonly decidedBy: string | null; readonly why: string | null;
  /** Posted already, or posted when it is approved. */
  readonly posted: boolean;
}
export const approvalOf = (a: store.ApprovalRow): Approval => ({
  id: a.id, entry: a.entry, document: a.document, kind: a.kind, entity: a.legal_entity, date: a.date, memo: a.memo, currency: a.unit,
  amount: toDecimal({ count: a.amount, unit: a.unit }), variance: toDecimal({ count: a.variance, unit: a.unit }), reasons: a.reasons,
  author: a.author, askedAt: a.asked_at.toString(), state: a.state, decidedBy: a.decided_by, why: a.why, posted: a.proposal === null,
});

export const listApprovals = async (p: Platform, tenant: string, open = true): Promise<Approval[]> =>
  (await store.approvals(p.pool, tenant, { open })).map(approvalOf);

/** @throws Refusal when it is decided already, or by its author. */
export async function decideJournal(p: Platform, act: Act, id: string, state: 'approved' | 'rejected'): Promise<Approval> {
  const [found] = await store.approvals(p.pool, act.tenant, { id });
  if (!found) throw notFound(`No journal ${id} waits for approval; threadline journal approvals lists them.`);
  if (found.state !== 'waiting') throw conflict(`It is ${found.state} by ${found.decided_by} already.`);
  if (found.author === act.who) throw conflict(`${act.who} is its author; somebody else has to decide.`);
  return audited(p, act, async (tx) => {
    if (!(await store.decideApproval(tx, act.tenant, { id, state, who: act.who, why: act.why ?? null })))
      throw conflict('Somebody decided it meanwhile.');
    const raised = await raisedException(tx, { tenant: act.tenant, subject: found.document, key: approvalKey(id) });
    if (raised) await markSettled(tx, raised);
    await follow(tx, act, found, state);
    const after = approvalOf({ ...found, state, decided_by: act.who, why: act.why ?? null });
    return { result: after, what: `journal.${state}`, before: approvalOf(found), after };
  });
}

async function follow(tx: PoolClient, act: Act, a: store.ApprovalRow, state: 'approved' | 'rejected'): Promise<void> {
  const at = now();
  const draft = { tenant: act.tenant, at, subject: a.document, correlation: a.correlation };
  if (state === 'approved' && a.proposal !== null)
    await append(tx, [{ ...draft, type: 'JournalCorrected', key: `JournalCorrected:${a.id}`,
      data: { ...(a.proposal as object), approver: act.who } }]);
  else if (state === 'approved' && a.erp)
    await append(tx, [{ ...draft, type: 'JournalApproved', key: `JournalApproved:${a.id}`, data: {
      entry: a.entry, to: a.erp.to, wish: a.erp.key, lines: a.erp.lines, author: a.author, approver: act.who } }]);
  else if (state === 'rejected' && a.proposal === null)
    await append(tx, [{ ...draft, type: 'JournalCorrected', key: `JournalCorrected:${a.id}`, data: {
      legalEntity: a.legal_entity, date: a.date, why: act.why ?? 'rejected', author: act.who, reverses: a.entry } }]);
}
