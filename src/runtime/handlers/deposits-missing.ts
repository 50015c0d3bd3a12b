/** Deposits that should be there: where the bank's statements reach past the day, or its bank days have gone by. */
import { patientUntil } from '#domain/deposit-match.ts';
import { measure, toDecimal } from '#domain/measure.ts';
import type { LocalDate } from '#domain/brand.ts';
import { covered, markMissing, openDeposits } from '#store/deposit.ts';
import type { Claimed } from '#store/delivery.ts';
import type { Draft } from '../append.ts';
import { missingKey, raise } from './deposits-drafts.ts';
import { depositPolicy } from './deposits-policy.ts';
import type { Batch } from './handler.ts';

const MOST = 500;

/**
 * Only of days the bank has told us about: without statements nothing is missing, and what was paid out before the first
 * of them nobody can see. `on`: the day it is; absent, as far as statements reach.
 */
export async function lookForMissing(batch: Batch, d: Claimed, on?: LocalDate): Promise<Draft[]> {
  const reach = new Map((await covered(batch.tx, d.tenant)).map((c) => [c.currency, c]));
  if (reach.size === 0) return [];
  const whole = [...reach.values()];
  const all = { since: whole.map((c) => c.since).sort()[0]!, until: whole.map((c) => c.until).sort().at(-1)! };
  const policy = depositPolicy(batch, d.tenant, '*');
  const late = (await openDeposits(batch.tx, d.tenant, null, MOST)).filter((r) => {
    const { since, until } = reach.get(r.currency) ?? all;
    const day = on && on > until ? on : until;
    return !r.missing && r.amount > 0n && r.due >= since && day > patientUntil(r.due as LocalDate, policy.missingAfter);
  });
  if (late.length === 0) return [];
  await markMissing(batch.tx, d.tenant, late.map((r) => r.deposit_id));
  return late.map((r) => raise(d, batch, {
    kind: 'DepositMissing', key: missingKey(r.deposit_id), correlation: r.correlation,
    detail: `${r.connection} says that it paid ${toDecimal(measure(r.amount, r.currency))} ${r.currency} on ${r.due} (${r.external}); ` +
      `${r.reason ?? 'the bank has not seen it'}`,
  }));
}
