/**
 * Closing what a person was asked for and need not do any more: the cause went away, or a later success
 * superseded it. No person acts here, so there is no audit entry; the ExceptionSettled message is the trace.
 */
import type { PoolClient } from 'pg';
import type { ExceptionSettled } from '#domain/messages.ts';
import { markSettled, raisedException } from '#store/operate.ts';

/** For a local handler of ExceptionSettled, in its transaction. False when nobody was asked, or it is over already. */
export async function closeException(
  tx: PoolClient, tenant: string, { orderId, exception }: ExceptionSettled['data'],
): Promise<boolean> {
  const raised = await raisedException(tx, { tenant, orderId, key: exception });
  return raised ? markSettled(tx, raised) : false;
}
