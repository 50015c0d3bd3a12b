/**
 * What was asked of a person about an item and need not be looked at any more: a count below what is promised asks for a
 * recount, and what left meanwhile explains it, or the next count finds all. In this batch or long before it.
 */
import { markSettled, raisedException } from '#store/operate.ts';
import type { Draft } from '../append.ts';
import type { RaiseException } from '#domain/messages.ts';
import type { Batch } from './handler.ts';

interface Calmed { readonly tenant: string; readonly sku: string; readonly asked: string }

export class Calm {
  private readonly over = new Map<string, Calmed>();
  private readonly put: (map: Map<string, Calmed>, k: string, value: Calmed) => void;

  constructor(put: Calm['put']) {
    this.put = put;
  }
  about(calmed: Calmed): void {
    this.put(this.over, `${calmed.tenant} ${calmed.asked}`, calmed);
  }
  /** What was asked and came about in one batch is not asked. */
  without(drafts: readonly Draft[]): Draft[] {
    return drafts.filter((x) =>
      x.type !== 'RaiseException' || !this.over.has(`${x.tenant} ${(x.data as RaiseException['data']).key}`));
  }
  async write({ tx }: Batch): Promise<void> {
    for (const { tenant, sku, asked } of this.over.values()) {
      const raised = await raisedException(tx, { tenant, subject: `stock:${sku}`, key: asked });
      if (raised) await markSettled(tx, raised);
    }
  }
}
