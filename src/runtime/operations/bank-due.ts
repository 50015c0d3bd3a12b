/** Once a day, wherever a bank tells us anything: deposits that should have come by now are looked for. */
import { dateIn } from '#domain/time.ts';
import { covered } from '#store/deposit.ts';
import { transaction } from '#store/query.ts';
import { append } from '../append.ts';
import { booksOf } from '../books.ts';
import { derivedUuid } from '../identity.ts';
import { now } from '../moment.ts';
import { DEPOSITS_SUBJECT } from '../news-bank.ts';
import type { Platform } from '../platform.ts';

export async function lookForDeposits(p: Platform, tenant: string): Promise<void> {
  if ((await covered(p.pool, tenant)).length === 0) return;
  const at = now();
  const on = dateIn(at, booksOf({ platform: p }, { tenant }, '*').zone);
  const key = `DepositsDue:${on}`;
  await transaction(p.pool, (tx) => append(tx, [{
    tenant, type: 'DepositsDue', subject: DEPOSITS_SUBJECT, key, digest: on, at, data: { key, on },
      correlation: derivedUuid(tenant, 'story', key),
  }]));
}
