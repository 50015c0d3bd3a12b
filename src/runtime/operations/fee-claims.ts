/** Claiming fees back: what the audit found is claimed once, in a case, and closed by whoever decides or by the line that pays. */
import { stringify } from 'csv-stringify/sync';
import { claimState, type ClaimState } from '#domain/fee-claim.ts';
import { fromDecimal, toDecimal, currency } from '#domain/measure.ts';
import * as store from '#store/fee-claim.ts';
import type { Platform } from '../platform.ts';
import type { EvidenceFile } from '../evidence-file.ts';
import { feeAudit, rateCardOf, type FeeAuditFilter } from './fee-audit.ts';
import { audited, conflict, invalid, notFound, type Act } from './operation.ts';

/** A marketplace takes no claim that is older. */
const PATIENCE_DAYS = 90;

/** Amounts are decimal text. */
export interface ShownClaim {
  readonly id: string; readonly connection: string; readonly settlement: string; readonly order: string; readonly sku: string;
  readonly fee: string; readonly day: string; readonly charged: string; readonly expected: string; readonly difference: string;
  readonly currency: string; readonly rule: string; readonly rateCard: string; readonly says: string; readonly state: ClaimState;
  readonly case: string | null; readonly reimbursed: string; readonly expiresOn: string; readonly claimedBy: string;
  readonly claimedAt: string; readonly decidedBy: string | null; readonly why: string | null;
}

const today = (): string => Temporal.Now.plainDateISO('UTC').toString();
function shown(r: store.ClaimRow): ShownClaim {
  const money = (count: bigint) => toDecimal({ count, unit: r.currency });
  return {
    id: r.claim_id, connection: r.connection, settlement: r.settlement, order: r.order_ref, sku: r.sku, fee: r.fee, day: r.day,
    charged: money(r.charged), expected: money(r.expected), difference: money(r.difference), currency: r.currency, rule: r.rule,
    rateCard: r.rate_card, says: r.says, state: claimState(r.state, r.expires_on, today()), case: r.case_no,
    reimbursed: money(r.reimbursed), expiresOn: r.expires_on,
    claimedBy: r.claimed_by, claimedAt: r.claimed_at.toString(), decidedBy: r.decided_by, why: r.why,
  };
}

export interface ClaimsOf {
  readonly connection?: string | undefined; readonly state?: ClaimState | undefined; readonly case?: string | undefined;
}
export async function listClaims(p: Pick<Platform, 'pool'>, tenant: string, of: ClaimsOf): Promise<ShownClaim[]> {
  const kept = of.state === 'expired' ? 'claimed' : of.state ?? null;
  const rows = await store.claims(p.pool, tenant, { connection: of.connection ?? null, state: kept, caseNo: of.case ?? null });
  return rows.map(shown).filter((c) => !of.state || c.state === of.state);
}

/** What the audit finds now and nobody has claimed yet. @throws Refusal when there is nothing. */
export async function fileClaims(
  p: Platform, act: Act, f: FeeAuditFilter & { readonly case?: string | undefined },
): Promise<ShownClaim[]> {
  const { claims } = await feeAudit(p, act.tenant, f);
  const over = claims.filter((c) => !c.difference.startsWith('-') && c.state === 'open');
  if (over.length === 0) throw invalid(claims.length === 0 ? 'Nothing was charged too much: there is nothing to claim.'
    : 'All that was charged too much was claimed before: threadline fee-audit claims lists it.');
  const expires = Temporal.Now.plainDateISO('UTC').add({ days: PATIENCE_DAYS }).toString();
  const made = over.map((c): store.NewClaim => {
    const cents = (text: string) => fromDecimal(text, currency(c.currency)).count;
    return {
      claim_id: c.id, connection: c.connection, settlement: c.settlement, order_ref: c.order, sku: c.sku, fee: c.fee, day: c.day,
      currency: c.currency, charged: cents(c.charged), expected: cents(c.expected), difference: cents(c.difference), rule: c.rule,
      rate_card: c.rateCard, says: c.says, case_no: f.case ?? null, expires_on: expires, claimed_by: act.who,
    };
  });
  return audited(p, act, async (tx) => {
    const fresh = await store.saveClaims(tx, act.tenant, made);
    if (fresh.length === 0) throw conflict('All of it was claimed before: threadline fee-audit claims lists them.');
    const result = (await store.claims(tx, act.tenant, { ids: fresh })).map(shown);
    return { result, what: 'fee-claim.filed', before: null, after: { claims: fresh.length, case: f.case ?? null } };
  });
}

/** What a marketplace answered. @throws Refusal when it is decided, or nobody says why. */
export async function decideFeeClaim(p: Platform, act: Act, id: string, state: 'rejected' | 'reimbursed'): Promise<ShownClaim> {
  if (!act.why?.trim()) throw invalid('Say why: what the marketplace answered is kept with the claim.');
  const [found] = await store.claims(p.pool, act.tenant, { ids: [id] });
  if (!found) throw notFound(`There is no claim ${id}: threadline fee-audit claims lists them.`);
  return audited(p, act, async (tx) => {
    const reimbursed = state === 'reimbursed' ? found.difference - found.reimbursed : 0n;
    if (!(await store.decideClaim(tx, act.tenant, { id, state, reimbursed, by: act.who, why: act.why ?? null })))
      throw conflict(`It is ${found.state} already.`);
    const [after] = await store.claims(tx, act.tenant, { ids: [id] });
    return { result: shown(after!), what: `fee-claim.${state}`, before: shown(found), after: shown(after!) };
  });
}

/** What a case needs: the claims as a marketplace's form takes them, and the rate card that says what was due. */
export async function* claimEvidence(p: Platform, tenant: string, of: ClaimsOf): AsyncGenerator<EvidenceFile> {
  const claims = await listClaims(p, tenant, of);
  if (claims.length === 0) throw notFound('There are no such claims.');
  const columns = ['id', 'case', 'state', 'connection', 'settlement', 'order', 'sku', 'day', 'fee', 'charged', 'expected',
    'difference', 'currency', 'rule', 'rateCard', 'says', 'reimbursed', 'claimedAt', 'expiresOn'];
  yield { path: 'claims.csv', content: stringify(claims, { header: true, columns, record_delimiter: 'windows' }) };
  yield { path: 'claims.json', content: `${JSON.stringify(claims, null, 2)}\n` };
  for (const connection of new Set(claims.map((c) => c.connection)))
    yield { path: `rate-card-${connection}.json`, content: `${JSON.stringify(rateCardOf(p, tenant, connection), null, 2)}\n` };
}
