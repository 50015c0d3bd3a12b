/** A payout that gives a fee back closes the claim for it; one that gives back a part leaves the rest claimed. */
import { paidBack } from '#domain/fee-claim.ts';
import { claimsPaidBack, decideClaim } from '#store/fee-claim.ts';
import type { Claimed } from '#store/delivery.ts';
import type { Batch } from './handler.ts';

export async function closeClaims(batch: Batch, d: Claimed, of: { payoutId: string; external: string }): Promise<void> {
  const { claims, given } = await claimsPaidBack(batch.tx, d.shard, { tenant: d.tenant, payoutId: of.payoutId });
  const paid = paidBack(
    claims.map((c) => ({ id: c.claim_id, order: c.order_ref, sku: c.sku, fee: c.fee, difference: c.difference, reimbursed: c.reimbursed })),
    given.map(({ sku, ...g }) => ({ ...g, ...(sku !== null && { sku }) })),
  );
  for (const { id, amount, whole } of paid)
    await decideClaim(batch.tx, d.tenant, {
      id, state: whole ? 'reimbursed' : 'claimed', reimbursed: amount, by: `payout ${of.external}`, why: null });
}
