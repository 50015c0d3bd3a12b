/**
 * Proving the laws on a live database. Workers go on meanwhile, and a read over many shards is not one
 * snapshot, so a difference is read a second time before it is reported; what breaks a law stays broken.
 */
import type { PoolClient } from 'pg';
import { brokenLink } from '#store/audit.ts';
import { transaction } from '#store/query.ts';
import * as store from '#store/verify.ts';
import type { Check, Tables, Violation } from '#store/verify.ts';
import { BOOK_CHECKS } from '#store/verify-books.ts';
import { LEDGER_CHECKS } from '#store/verify-ledger.ts';
import { LOG_CHECKS } from '#store/verify-log.ts';
import { ORDER_CHECKS } from '#store/verify-orders.ts';
import { ANSWERS } from '../outcome.ts';
import type { Platform } from '../platform.ts';
import { routesOf } from '../routes.ts';
import { personalDataInMessages, SAMPLE } from './verify-vault.ts';

export interface Finding {
  readonly law: number;
  readonly name: string;
  readonly says: string;
  /** How many things were looked at. */
  readonly looked: number;
  readonly violations: readonly Violation[];
  /** There are more than are listed. */
  readonly more: boolean;
  readonly seconds: number;
}

export interface VerifyOptions {
  /** Told after each check. */
  readonly found?: (finding: Finding) => void;
  /** Names of checks, when not all are asked. */
  readonly only?: readonly string[];
}

/** All laws of all tenants. The database holds them when every finding is without violations. */
export async function verify(p: Platform, { found, only }: VerifyOptions = {}): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const { name, look } of await questions(p)) {
    if (only && !only.includes(name)) continue;
    const started = performance.now();
    const finding = { ...(await look()), seconds: (performance.now() - started) / 1000 };
    findings.push(finding);
    found?.(finding);
  }
  return findings;
}

interface Question {
  readonly law: number;
  readonly name: string;
  readonly look: () => Promise<Omit<Finding, 'seconds'>>;
}
async function questions(p: Platform): Promise<readonly Question[]> {
  const types = await transaction(p.pool, async (tx) => {
    await store.takeTime(tx);
    return store.typesInLog(tx);
  });
  const tables: Tables = { routes: routesFor(types), answers: ANSWERS };
  const looks: Question[] = [...LOG_CHECKS, ...LEDGER_CHECKS, ...BOOK_CHECKS, ...ORDER_CHECKS].map((check) => ({
    law: check.law,
    name: check.name,
    look: () => ask(p, check, tables),
  }));
  looks.push({ law: 10, name: VAULT.name, look: () => vault(p) }, { law: 12, name: AUDIT.name, look: () => audit(p) });
  return looks.sort((a, b) => a.law - b.law);
}

const routesFor = (types: readonly string[]) => types.flatMap((type) =>
  routesOf(type, { to: '{to}', connection: '{connection}' }).map(({ handler }) => ({ type, handler })));

async function ask(p: Platform, check: Check, tables: Tables): Promise<Omit<Finding, 'seconds'>> {
  return transaction(p.pool, async (tx) => {
    await store.takeTime(tx);
    return shown(check, await store.lookedAt(tx, check), await twice(tx, check, tables));
  });
}

const AGAIN_MS = 150;
async function twice(tx: PoolClient, check: Check, tables: Tables): Promise<Violation[]> {
  const first = await store.violationsOf(tx, check, tables);
  if (first.length === 0) return [];
  await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  const before = new Set(first.map((v) => v.what));
  return (await store.violationsOf(tx, check, tables)).filter((v) => before.has(v.what));
}

const shown = (c: Pick<Check, 'law' | 'name' | 'says'>, looked: number, all: readonly Violation[]) => ({
  law: c.law, name: c.name, says: c.says, looked, violations: all.slice(0, store.MOST), more: all.length >= store.MOST,
});

const VAULT = {
  law: 10, name: 'no-personal-data', says: `No message has personal data in it (of ${SAMPLE} people at most)`,
};
const AUDIT = { law: 12, name: 'audit-chain', says: 'The audit trail is unbroken' };

async function vault(p: Platform): Promise<Omit<Finding, 'seconds'>> {
  const { looked, violations } = await personalDataInMessages(p);
  return shown(VAULT, looked, violations);
}

async function audit(p: Platform): Promise<Omit<Finding, 'seconds'>> {
  const violations: Violation[] = [];
  for (const tenant of p.tenants.keys()) {
    const at = await transaction(p.pool, async (tx) => {
      await store.takeTime(tx);
      return brokenLink(tx, tenant);
    });
    if (at !== undefined)
      violations.push({
        what: `${tenant} audit entry ${at}`,
        detail: 'does not follow from the one before: it was changed, or one is missing',
      });
  }
  return shown(AUDIT, p.tenants.size, violations);
}
