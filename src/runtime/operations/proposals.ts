/**
 * Changing mappings and policies with care: proposed, run over past traffic (backtest.ts), approved by somebody else where
 * it is about money, active for one connection first or for all, from now or from a day on, and taken back.
 */
import type { PoolClient } from 'pg';
import { nextVersion, saveMappings, savePolicies } from '#store/operate-configuration.ts';
import * as store from '#store/proposal.ts';
import { newId } from '../identity.ts';
import { loadConfiguration, tenantOf, type Platform } from '../platform.ts';
import { checkPolicyChange, isGuarded, onlyFor, placeOf, sayChange, whole, type Change, type MappingChange } from './candidate.ts';
import { checkMapping, releaseMapped } from './mappings.ts';
import { audited, conflict, invalid, notFound, type Act } from './operation.ts';

export interface Proposal {
  readonly id: string;
  readonly changes: readonly Change[];
  /** Each in words. */
  readonly says: readonly string[];
  /** It decides about tax, discounts, fees or revenue: its author may not approve it. */
  readonly guarded: boolean;
  readonly author: string;
  readonly why: string | null;
  readonly proposedAt: string;
  readonly state: store.ProposalRow['state'];
  readonly canary: string | null;
  readonly version: number | null;
  readonly activeFrom: string | null;
  readonly decidedBy: string | null;
  readonly decidedAt: string | null;
  readonly said: string | null;
  readonly backtest: unknown;
}
const MOST = 200;

const proposalOf = (r: store.ProposalRow): Proposal => {
  const changes = r.changes as readonly Change[];
  return {
    id: r.id, changes, says: changes.map(sayChange), guarded: changes.some(isGuarded), author: r.author, why: r.why,
    proposedAt: String(r.proposed_at), state: r.state, canary: r.canary, version: r.version, decidedBy: r.decided_by, said: r.said,
    activeFrom: r.active_from && String(r.active_from), decidedAt: r.decided_at && String(r.decided_at), backtest: r.backtest,
  };
};

export async function listProposals(p: Platform, tenant: string, state?: string): Promise<Proposal[]> {
  return (await store.proposalsOf(p.pool, tenant, { state, limit: MOST })).map(proposalOf);
}
export async function proposalById(p: Pick<Platform, 'pool'>, tenant: string, id: string): Promise<Proposal> {
  const [row] = await store.proposalsOf(p.pool, tenant, { id, limit: 1 });
  if (!row) throw notFound(`There is no proposal ${id}.`);
  return proposalOf(row);
}

export async function propose(p: Platform, act: Act, given: readonly Change[]): Promise<Proposal> {
  const changes = whole(tenantOf(p, act.tenant), given);
  await checkChanges(p, act.tenant, changes);
  const id = newId();
  await audited(p, act, async (tx) => {
    await store.saveProposal(tx, act.tenant, { id, changes, author: act.who, why: act.why ?? null });
    return { result: id, what: 'proposal.make', before: null, after: { id, changes } };
  });
  return proposalById(p, act.tenant, id);
}

/** @throws Refusal in words when they could never count. */
export async function checkChanges(p: Platform, tenant: string, changes: readonly Change[]): Promise<void> {
  if (changes.length === 0) throw invalid('A proposal changes something: name at least one mapping or policy.');
  if (changes.length > MOST) throw invalid(`A proposal has at most ${MOST} changes: make several.`);
  if (new Set(changes.map(placeOf)).size < changes.length) throw invalid('A proposal says the same thing twice.');
  for (const c of changes)
    if (c.kind === 'mapping') await checkMapping(p, tenant, c);
    else checkPolicyChange(c);
}

export interface Approval {
  readonly id: string;
  /** RFC 3339; now unless given. */
  readonly from?: string | undefined;
  /** The one connection it counts for at first. */
  readonly canary?: string | undefined;
}
/** Makes it count: for one connection, or for all. A canary that went well is approved once more, for all. */
export async function approve(p: Platform, act: Act, { id, from, canary }: Approval): Promise<Proposal> {
  const found = await proposalById(p, act.tenant, id);
  if (found.state !== 'proposed' && found.state !== 'canary') throw conflict(`It is ${found.state} already.`);
  if (found.state === 'canary' && canary !== undefined)
    throw conflict(`It is active for ${found.canary} already: approve it for all, or take it back.`);
  if (found.author === act.who) throw conflict(`${act.who} proposed it; somebody else has to approve it.`);
  if (canary !== undefined && !tenantOf(p, act.tenant).connections.has(canary)) throw invalid(`There is no connection ${canary}.`);
  await checkChanges(p, act.tenant, found.changes);
  const changes = canary === undefined ? found.changes : onlyFor(found.changes, canary);
  // What the canary has of its own gives way to what counts for all; taking it back goes behind the canary too.
  const over = found.canary === null ? [] : await givenBack(p, act.tenant, id);
  const before = new Map([...presentOf(p, act.tenant, changes), ...over].map((c) => [placeOf(c), c]));
  await decide(p, act, found, { state: canary === undefined ? 'active' : 'canary', canary: canary ?? null, before: [...before.values()],
    from: from ?? null, write: [...over, ...changes] });
  return proposalById(p, act.tenant, id);
}

export async function reject(p: Platform, act: Act, id: string): Promise<Proposal> {
  const found = await proposalById(p, act.tenant, id);
  if (found.state !== 'proposed') throw conflict(`It is ${found.state} already.`);
  await decide(p, act, found, { state: 'rejected', canary: null, before: undefined, from: null, write: [] });
  return proposalById(p, act.tenant, id);
}

/** Writes what counted before as new versions. Nobody else is needed for it: it was approved once. */
export async function takeBack(p: Platform, act: Act, id: string): Promise<Proposal> {
  const found = await proposalById(p, act.tenant, id);
  if (found.state !== 'canary' && found.state !== 'active') throw conflict(`It is ${found.state}: only what counts can be taken back.`);
  const write = await givenBack(p, act.tenant, id);
  await decide(p, act, found, { state: 'taken back', canary: null, before: undefined, from: null, write });
  return proposalById(p, act.tenant, id);
}

async function givenBack(p: Platform, tenant: string, id: string): Promise<readonly Change[]> {
  const [row] = await store.proposalsOf(p.pool, tenant, { id, limit: 1 });
  return (row?.before ?? []) as readonly Change[];
}

/** What each place says now. */
function presentOf(p: Platform, tenant: string, changes: readonly Change[]): Change[] {
  const t = tenantOf(p, tenant);
  return changes.map((c): Change => (c.kind === 'mapping' ? { ...c, own: t.mappings.get(placeOf(c))?.own ?? null }
    : { ...c, value: (t.policies.get(placeOf(c)) as Record<string, unknown> | undefined) ?? null }));
}

interface Decided {
  readonly state: store.ProposalRow['state'];
  readonly canary: string | null;
  readonly before: readonly Change[] | undefined;
  readonly from: string | null;
  readonly write: readonly Change[];
}
async function decide(p: Platform, act: Act, found: Proposal, d: Decided): Promise<void> {
  await audited(p, act, async (tx) => {
    const version = d.write.length > 0 ? await nextVersion(tx) : null;
    if (version !== null) await write(tx, { tenant: act.tenant, version, author: found.author, from: d.from }, d.write);
    const decided = await store.decideProposal(tx, act.tenant, { id: found.id, was: found.state, state: d.state, who: act.who,
      said: act.why ?? null, canary: d.canary, version, activeFrom: d.from ?? (version === null ? null : Temporal.Now.instant().toString()),
      before: d.before ?? null });
    if (!decided) throw conflict('Somebody decided it meanwhile.');
    const released = version === null ? 0 : await releaseMapped(tx, act.tenant);
    return { result: undefined, what: `proposal.${d.state.replace(' ', '-')}`,
      before: { id: found.id, state: found.state, author: found.author },
      after: { id: found.id, state: d.state, canary: d.canary, version, changes: d.write, released } };
  });
  await loadConfiguration(p);
}

interface As { readonly tenant: string; readonly version: number; readonly author: string; readonly from: string | null }
async function write(tx: PoolClient, at: As, changes: readonly Change[]): Promise<void> {
  // Of two for one place the later counts; a version has each place once.
  const last = [...new Map(changes.map((c) => [placeOf(c), c])).values()];
  const mappings = last.filter((c): c is MappingChange => c.kind === 'mapping');
  const policies = last.flatMap((c) => (c.kind === 'policy' ? [{ name: c.name, scope: c.scope, value: c.value ?? {} }] : []));
  if (mappings.length > 0) await saveMappings(tx, at, mappings);
  if (policies.length > 0) await savePolicies(tx, at, policies);
}
