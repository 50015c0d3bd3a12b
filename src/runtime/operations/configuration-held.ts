/**
 * What of applied files a second person looks at first: the same as in the console (candidate.ts says which). It becomes a
 * proposal instead of counting at once. Only before anything stands in the books is it set up by whoever sets up.
 */
import { anyEntry } from '#store/entry.ts';
import { tenantOf, type Platform, type TenantConfiguration } from '../platform.ts';
import { isGuarded, placeOf, sayChange, whole, type Change, type MappingChange } from './candidate.ts';
import type { Present } from './configuration-present.ts';
import { canonical } from './configuration-source.ts';
import type { Act } from './operation.ts';
import { listProposals, propose, type Proposal } from './proposals.ts';

/** As the files have it: a mapping to nothing and a policy that says nothing are taken away. */
export interface Guardable {
  readonly mappings: readonly Omit<MappingChange, 'kind'>[];
  readonly policies: readonly { readonly name: string; readonly scope: string; readonly value: unknown }[];
}
export interface Parted<W extends Guardable> { readonly work: W; readonly held: readonly Change[] }

export async function holdBack<W extends Guardable>(p: Platform, tenant: string, work: W, present: Present): Promise<Parted<W>> {
  const guarded = {
    mappings: work.mappings.filter((m) => isGuarded({ kind: 'mapping', name: m.name })),
    policies: work.policies.filter((x) => isGuarded({ kind: 'policy', name: x.name })),
  };
  if (guarded.mappings.length + guarded.policies.length === 0 || !(await anyEntry(p.pool, tenant))) return { work, held: [] };
  const held = [
    ...guarded.mappings.map(({ name, connection, external, own }): Change => ({ kind: 'mapping', name, connection, external, own })),
    ...guarded.policies.map(({ name, scope, value }): Change =>
      ({ kind: 'policy', name, scope, value: allOf(value, present, `${name} ${scope}`) })),
  ];
  const rest = {
    mappings: work.mappings.filter((m) => !guarded.mappings.includes(m)),
    policies: work.policies.filter((x) => !guarded.policies.includes(x)),
  };
  return { held, work: { ...work, ...rest } };
}
/** A file says all of a policy, a proposal what changes of it: parts that are gone are said to be. */
function allOf(value: unknown, present: Present, key: string): Readonly<Record<string, unknown>> | null {
  const next = value as Readonly<Record<string, unknown>>;
  if (Object.keys(next).length === 0) return null;
  const gone = Object.keys(present.policies.get(key) ?? {}).filter((part) => !(part in next));
  return { ...next, ...Object.fromEntries(gone.map((part) => [part, null])) };
}

export interface Held {
  /** Made of it now, and those that ask for the same already. */
  readonly made: readonly Proposal[];
  readonly waiting: readonly string[];
}
const AT_ONCE = 200;
export async function proposeHeld(p: Platform, act: Act, held: readonly Change[]): Promise<Held> {
  if (held.length === 0) return { made: [], waiting: [] };
  const t = tenantOf(p, act.tenant);
  const open = (await listProposals(p, act.tenant, 'proposed')).flatMap((o) => o.changes.map((c) => ({ id: o.id, says: sayWhole(t, c) })));
  const asked = (c: Change) => open.find((o) => o.says === sayWhole(t, c));
  const fresh = held.filter((c) => !asked(c));
  const made: Proposal[] = [];
  for (let from = 0; from < fresh.length; from += AT_ONCE) made.push(await propose(p, act, fresh.slice(from, from + AT_ONCE)));
  return { made, waiting: [...new Set(held.flatMap((c) => asked(c)?.id ?? []))] };
}
const sayWhole = (t: TenantConfiguration, c: Change): string => {
  const [all] = whole(t, [c]);
  return `${placeOf(c)} ${canonical(all!.kind === 'mapping' ? all!.own : all!.value)}`;
};
export const sayHeld = (held: readonly Change[]): string[] => held.map(sayChange);
