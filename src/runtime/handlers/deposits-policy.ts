/** The policy `deposits`: how deposits are found, how long one may take, and which lines are none. */
import { DEPOSITS, type DepositPolicy } from '#domain/deposit-match.ts';
import { policyOf, tenantOf } from '../platform.ts';
import type { Batch } from './handler.ts';

export const depositPolicy = (batch: Pick<Batch, 'platform'>, tenant: string, bank: string): DepositPolicy =>
  policyOf(tenantOf(batch.platform, tenant), 'deposits', bank, DEPOSITS);
