/**
 * Proving the laws on a live database. Workers go on meanwhile, and a read over many shards is not one
 * snapshot, so a difference is read a second time before it is reported; what breaks a law stays broken.
 */
import type { PoolClient } from 'pg';
import { SHARDS } from '#domain/shard.ts';
import { brokenLink } from '#store/audit.ts';
import { transaction } from '#store/query.ts';
import * as store from '#store/verify.ts';
import type { Asked, Check, Range, Tables, Violation } from '#store/verify.ts';
import { LEDGER_CHECKS } from '#store/verify-ledger.ts';
import { LOG_CHECKS } from '#store/verify-log.ts';
import { ORDER_CHECKS } from '#store/verify-orders.ts';
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
  const ranges = rangesFor(await store.logLength(p.pool));
  const types = await store.typesInLog(p.pool);
  const tables: Tables = { routes: routesFor(types), answers: ANSWERS };
  const looks: Question[] = [...LOG_CHECKS, ...LEDGER_CHECKS, ...ORDER_CHECKS].map((check) => ({
    law: check.law,
    name: check.name,
    look: () =>
      ask(
        p, (check.over === 'whole' ? WHOLE : ranges).map((range) => ({ check, range, tables })),
      ),
  }));
  looks.push({ law: 10, name: VAULT.name, look: () => vault(p) }, { law: 12, name: AUDIT.name, look: () => audit(p) });
  return looks.sort((a, b) => a.law - b.law);
}

/** The fact that answers a wish; both have the wish's key in their own. */
const ANSWERS = [
  ['CreateErpOrder', 'ErpOrderCreated'],
  ['AmendErpOrder', 'ErpOrderAmended'],
  ['CancelErpOrder', 'ErpOrderCancelled'],
  ['RecordErpShipment', 'ErpShipmentRecorded'],
  ['IssueInvoice', 'InvoiceIssued'],
  ['IssueCreditMemo', 'CreditMemoIssued'],
  ['PostJournal', 'JournalPosted'],
  ['RequestFulfillment', 'FulfillmentRequested'],
  ['CancelFulfillment', 'FulfillmentCancelAsked'],
  ['ReportShipment', 'ShipmentReported'],
  ['CancelChannelOrder', 'ChannelOrderCancelled'],
  ['PublishStock', 'StockPublished'],
].map(([wish, fact]) => ({ wish: wish!, fact: fact! }));

const routesFor = (types: readonly string[]) => types.flatMap((type) =>
  routesOf(type, { to: '{to}', connection: '{connection}' }).map(({ handler }) => ({ type, handler })));

/** One range for a small log; sixteen for a large one, so that sorting stays in memory. */
const LARGE = 300_000;
function rangesFor(messages: number): readonly Range[] {
  const width = messages > LARGE ? SHARDS / 16 : SHARDS;
  return Array.from({ length: SHARDS / width }, (_, i) => ({ from: i * width, to: (i + 1) * width - 1 }));
}
const WHOLE: readonly Range[] = [{ from: 0, to: SHARDS - 1 }];

async function ask(p: Platform, parts: readonly Asked[]): Promise<Omit<Finding, 'seconds'>> {
  let looked = 0;
  const violations: Violation[] = [];
  for (const asked of parts)
    await transaction(p.pool, async (tx) => {
      await store.takeTime(tx);
      looked += await store.lookedAt(tx, asked);
      violations.push(...(await twice(tx, asked)));
    });
  return shown(parts[0]!.check, looked, violations);
}

const AGAIN_MS = 150;
async function twice(tx: PoolClient, asked: Asked): Promise<Violation[]> {
  const first = await store.violationsOf(tx, asked);
  if (first.length === 0) return [];
  await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  const before = new Set(first.map((v) => v.what));
  return (await store.violationsOf(tx, asked)).filter((v) => before.has(v.what));
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
