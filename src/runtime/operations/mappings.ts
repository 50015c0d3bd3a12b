/**
 * Setting a mapping: a new version, never a changed row, and everything that waited for it goes on.
 */
import type { PoolClient } from 'pg';
import { PAYOUT_CLASSES } from '#domain/payout.ts';
import { mappingsOf, productsOf, saveMapping, type MappingRow } from '#store/configuration.ts';
import { currentMapping } from '#store/operate-configuration.ts';
import { waitingForNothing } from '#store/operate.ts';
import { tenantOf, type Platform, type TenantConfiguration } from '../platform.ts';
import { readyAll } from './deliveries.ts';
import { isGuarded } from './candidate.ts';
import { audited, conflict, invalid, type Act } from './operation.ts';

/** What can be mapped, and what our side of it is. */
export const MAPPINGS = {
  sku: 'a SKU of ours', location: 'a location of ours', account: 'the ERP’s account number', tax: 'the ERP’s tax code',
  carrier: 'the partner’s carrier code', status: 'the partner’s status word', reason: 'the partner’s reason code',
  payment: 'the ERP’s payment method', warehouse: 'the ERP’s warehouse', fee: 'a class of payout line: commission, storage-fee, …',
} as const;
export type MappingName = keyof typeof MAPPINGS;

export interface NewMapping {
  readonly name: string;
  /** A connection, or '*' for all. */
  readonly connection: string;
  readonly external: string;
  /** Null takes the mapping away. */
  readonly own: string | null;
}
export interface SetMapping {
  readonly version: number;
  /** Deliveries that waited for it. */
  readonly released: number;
  /** Something to look at, although it was set. */
  readonly warning?: string;
}

/**
 * Workers read the configuration once a second; a delivery released at once could meet one that does not know
 * the mapping yet, and park again.
 */
export const UNTIL_KNOWN_SECONDS = 2;

/** @throws Refusal also for what a second person looks at first: propose it (proposals.ts). */
export async function setMapping(p: Platform, act: Act, m: NewMapping): Promise<SetMapping> {
  if (isGuarded({ kind: 'mapping', name: m.name }))
    throw conflict(`A mapping of the table ${m.name} decides about money: propose it, and somebody else approves it.`);
  return setAtOnce(p, act, m);
}

/** For an operation that has asked its own second person. */
export async function setAtOnce(p: Platform, act: Act, m: NewMapping): Promise<SetMapping> {
  const warning = await checkMapping(p, act.tenant, m);
  return audited(p, act, async (tx) => {
    const before = await currentMapping(tx, act.tenant, m);
    const version = await saveMapping(tx, act.tenant, { ...m, author: act.who });
    const released = await releaseMapped(tx, act.tenant);
    return {
      result: { version, released, ...(warning && { warning }) }, what: 'mapping.set',
      before: before ?? null, after: { ...m, version, released },
    };
  });
}

/** Lets go what waits for a mapping that is there now. */
export async function releaseMapped(tx: PoolClient, tenant: string): Promise<number> {
  const waiting = await waitingForNothing(tx, tenant);
  return readyAll(tx, waiting.map((d) => ({ ...d, attempts: 0 })), UNTIL_KNOWN_SECONDS);
}

/** What can be wrong with a mapping whatever is stored. */
function checkWords(t: TenantConfiguration, m: NewMapping): void {
  if (!(m.name in MAPPINGS))
    throw invalid(`There is no mapping ${m.name}: they are ${Object.keys(MAPPINGS).join(', ')}.`);
  if (!m.external.trim()) throw invalid('Say what the partner calls it: the external name is empty.');
  if (m.own !== null && !m.own.trim()) throw invalid(`Say what it stands for: ${MAPPINGS[m.name as MappingName]}.`);
  if (m.connection !== '*' && !t.connections.has(m.connection))
    throw invalid(
      `There is no connection ${m.connection}: they are ${[...t.connections.keys()].join(', ') || 'none yet'}.`,
    );
}

/** What our side of it must be; some of it is only a warning. */
export async function checkMapping(p: Platform, tenant: string, m: NewMapping): Promise<string | undefined> {
  const t = tenantOf(p, tenant);
  checkWords(t, m);
  const own = m.own;
  if (own === null) return undefined;
  const classes = PAYOUT_CLASSES.filter((c) => c !== 'unknown');
  if (m.name === 'fee' && !classes.some((c) => c === own))
    throw invalid(`There is no class ${own}: they are ${classes.join(', ')}.`);
  if (m.name === 'location' && !t.locations.some((l) => l.location === own))
    throw invalid(`There is no location ${own}: add it first, then map to it.`);
  if (m.name === 'sku' && (await productsOf(p.pool, tenant, [own])).length === 0)
    return `${own} is not among the products yet: orders are taken under it, and wait until it has stock.`;
  return undefined;
}

export async function listMappings(
  p: Platform, tenant: string, which: { name?: string | undefined; connection?: string | undefined },
): Promise<MappingRow[]> {
  const rows = await mappingsOf(p.pool, tenant, which.name ?? null);
  return rows.filter((r) => r.own !== null && (which.connection === undefined || r.connection === which.connection));
}
