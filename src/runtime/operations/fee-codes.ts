/**
 * Classifying a code changes the books, so nothing moves before somebody else agrees: a proposal for each payout that
 * has it, and with the first that is approved the mapping that counts from then on. And the end of a chargeback that was lost.
 */
import { PAYOUT_CLASSES, type PayoutClass } from '#domain/payout.ts';
import { currency, measure, toDecimal } from '#domain/measure.ts';
import { transaction } from '#store/query.ts';
import * as store from '#store/payout-explain.ts';
import { decideReclassification, reclassifications, saveProposals, type Reclassification } from '#store/reclassification.ts';
import { append } from '../append.ts';
import { newId, payoutIdOf } from '../identity.ts';
import { feeKey } from '../news-payout.ts';
import { mappingOf, tenantOf, type Platform } from '../platform.ts';
import { checkMapping, setAtOnce } from './mappings.ts';
import { propose } from './proposals.ts';
import { audited, conflict, invalid, notFound, type Act } from './operation.ts';

export interface ClassifyCode {
  /** A connection, or '*' for all. */
  readonly connection: string;
  readonly code: string;
  readonly marketplace?: string | undefined;
  readonly to: string;
}
export interface Classified {
  readonly proposals: readonly Proposal[];
  /** The proposal of the rule alone, where no payout has the code yet or it is for every connection. */
  readonly rule: string | null;
}
/** Amounts are decimal text. */
export interface Proposal {
  readonly id: string; readonly payout: string; readonly settlement: string; readonly connection: string; readonly code: string;
  readonly marketplace: string; readonly from: string; readonly to: string; readonly lines: number; readonly amount: string;
  readonly currency: string; readonly author: string; readonly state: string; readonly decidedBy: string | null;
}

export async function classifyCode(p: Platform, act: Act, c: ClassifyCode): Promise<Classified> {
  const to = PAYOUT_CLASSES.find((k) => k === c.to && k !== 'unknown');
  if (!to) throw invalid(`There is no class ${c.to}: they are ${PAYOUT_CLASSES.filter((k) => k !== 'unknown').join(', ')}.`);
  const mapping = { name: 'fee', connection: c.connection, external: feeKey(c.code, c.marketplace), own: to } as const;
  await checkMapping(p, act.tenant, mapping);
  const past = await store.bookedOtherwise(p.pool, act.tenant, { ...c, to });
  const rule = past.length === 0 || c.connection === '*' ? await propose(p, act, [{ kind: 'mapping', ...mapping }]) : undefined;
  const connectionOf = await namesOf(p, act.tenant, past);
  const proposals = past.map((row) => ({
    id: newId(), connection: connectionOf.get(row.payout_id)!, code: c.code, marketplace: c.marketplace ?? '', payout_id: row.payout_id,
    external: row.external, currency: row.currency, from_class: row.class, to_class: to, lines: row.lines, amount: row.amount,
    mapping: 0, author: act.who,
  }));
  if (proposals.length > 0) await transaction(p.pool, (tx) => saveProposals(tx, act.tenant, proposals));
  return { rule: rule?.id ?? null, proposals: proposals.map((r) => proposalOf({ ...r, state: 'proposed', decided_by: null })) };
}

async function namesOf(p: Platform, tenant: string, past: readonly store.PastRow[]): Promise<Map<string, string>> {
  const ids = [...new Set(past.map((r) => r.payout_id))];
  const heads = await Promise.all(ids.map((id) => store.payoutHead(p.pool, tenant, id)));
  return new Map(heads.flatMap((h) => (h ? [[h.payout_id, h.connection] as const] : [])));
}

const proposalOf = (r: Omit<Reclassification, 'proposed_at'>): Proposal => ({
  id: r.id, payout: r.payout_id, settlement: r.external, connection: r.connection, code: r.code, marketplace: r.marketplace,
  from: r.from_class, to: r.to_class, lines: r.lines, amount: toDecimal({ count: r.amount, unit: r.currency }), currency: r.currency,
  author: r.author, state: r.state, decidedBy: r.decided_by,
});

export const listProposals = async (p: Platform, tenant: string, open = true): Promise<Proposal[]> =>
  (await reclassifications(p.pool, tenant, { open })).map(proposalOf);

/** @throws Refusal when it is decided already, or the approver is its author. */
export async function decideProposal(p: Platform, act: Act, id: string, state: 'approved' | 'rejected'): Promise<Proposal> {
  const [found] = await reclassifications(p.pool, act.tenant, { id });
  if (!found) throw notFound(`There is no proposal ${id}; threadline payouts proposals lists them.`);
  if (found.state !== 'proposed') throw conflict(`It is ${found.state} by ${found.decided_by} already.`);
  if (state === 'approved' && found.author === act.who)
    throw conflict(`${act.who} proposed it; somebody else has to approve what changes the books.`);
  const version = state === 'approved' ? await ruleOf(p, act, found) : 0;
  return audited(p, act, async (tx) => {
    if (!(await decideReclassification(tx, act.tenant, { id, state, who: act.who })))
      throw conflict('Somebody decided it meanwhile.');
    if (state === 'approved') await append(tx, [{
      tenant: act.tenant, type: 'PayoutReclassified', key: `PayoutReclassified:${id}`, at: Temporal.Now.instant().toString(),
      correlation: (await store.payoutHead(tx, act.tenant, found.payout_id))!.correlation,
      data: { payoutId: found.payout_id, connection: found.connection, external: found.external, code: found.code,
        ...(found.marketplace && { marketplace: found.marketplace }), from: found.from_class as PayoutClass,
        to: found.to_class as PayoutClass, version,
        author: found.author, approver: act.who },
    }]);
    const after = proposalOf({ ...found, state, decided_by: act.who });
    return { result: after, what: `payout.reclassification.${state}`, before: proposalOf(found), after };
  });
}

/** What was approved for one payout counts for those to come, under the version that is answered. */
async function ruleOf(p: Platform, act: Act, { connection, code, marketplace, to_class: own }: Reclassification): Promise<number> {
  const external = feeKey(code, marketplace || undefined);
  const known = mappingOf(tenantOf(p, act.tenant), 'fee', connection, external);
  return known?.own === own ? known.version : (await setAtOnce(p, act, { name: 'fee', connection, external, own })).version;
}

export interface Dispute { readonly connection: string; readonly reference: string; readonly amount: string; readonly currency: string }
export const listDisputes = async (p: Platform, tenant: string, connection?: string): Promise<Dispute[]> =>
  (await store.openDisputes(p.pool, tenant, connection ?? null)).map((d) => ({
    connection: d.connection, reference: d.reference, currency: d.currency, amount: toDecimal({ count: d.amount, unit: d.currency }),
  }));

/** Writes off what a chargeback took; the books follow as soon as a worker looks. */
export async function loseChargeback(
  p: Platform, act: Act, c: { connection: string; reference: string; date: string; returned?: boolean | undefined },
): Promise<Dispute> {
  if (!tenantOf(p, act.tenant).connections.has(c.connection)) throw notFound(`There is no connection ${c.connection}.`);
  const found = (await store.openDisputes(p.pool, act.tenant, c.connection)).find((d) => d.reference === c.reference);
  if (!found) throw notFound(`No chargeback ${c.reference} of ${c.connection} is open; threadline payouts disputes lists them.`);
  const payoutId = found.payout_id || payoutIdOf(act.tenant, c.connection, c.reference);
  const after = { connection: c.connection, reference: c.reference, currency: found.currency,
    amount: toDecimal({ count: found.amount, unit: found.currency }) };
  return audited(p, act, async (tx) => {
    await append(tx, [{
      tenant: act.tenant, type: 'ChargebackLost', key: `ChargebackLost:${c.connection}:${c.reference}`,
      at: Temporal.Now.instant().toString(), correlation: (await store.payoutHead(tx, act.tenant, payoutId))!.correlation,
      data: { payoutId, connection: c.connection, reference: c.reference, date: c.date,
        amount: measure(found.amount, currency(found.currency)), ...(c.returned && { returned: true }) },
    }]);
    return { result: after, what: 'payout.chargeback.lost', before: null, after };
  });
}
