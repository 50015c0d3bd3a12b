/**
 * Finds reservations that are out of step: with orders that want nothing more, with holds whose time is over, with the
 * ledger. It is shown before anything is done; what is done goes through the ledger as entries like any other, so
 * that the books say what was wrong and who put it right.
 */
import type { PoolClient } from 'pg';
import { stockAccount } from '#domain/goods.ts';
import type { ExternalId, LocationId, OrderId, Sku } from '#domain/brand.ts';
import { lockStock, postEntries, skuShard } from '#store/ledger.ts';
import { drifted, orphans, overdueHolds, type DriftedRow, type OrphanRow } from '#store/stock-repair.ts';
import { append, type Draft } from '../append.ts';
import { derivedUuid, newId } from '../identity.ts';
import { now } from '../moment.ts';
import type { Platform } from '../platform.ts';
import { audited, type Act } from './operation.ts';

export interface Fault {
  /** 'order', 'hold' or 'ledger': what the reservation is out of step with. */
  readonly with: 'order' | 'hold' | 'ledger';
  readonly what: string;
  readonly mend: string;
}
interface Found {
  readonly orphans: readonly OrphanRow[];
  readonly holds: readonly { readonly hold_id: string; readonly reference: string; readonly units: number }[];
  readonly ledger: readonly DriftedRow[];
}

async function find(p: Platform, tenant: string): Promise<Found> {
  const [orphaned, holds, ledger] = await Promise.all([
    orphans(p.pool, tenant), overdueHolds(p.pool, tenant), drifted(p.pool, tenant, null),
  ]);
  return { orphans: orphaned, holds, ledger };
}
const toldOf = (f: Found): Fault[] => [
  ...f.orphans.map((o): Fault => ({
    with: 'order', what: `${o.number} holds ${o.units} × ${o.line_sku} at ${o.location}, and ${o.why}`, mend: 'give them back',
  })),
  ...f.holds.map((h): Fault => ({
    with: 'hold', what: `${h.reference} (${h.hold_id}) still has ${h.units}, and its time is over`, mend: 'end it',
  })),
  ...f.ledger.map((d): Fault => ({
    with: 'ledger', what: `${d.sku} at ${d.location}: ${d.kind}s have ${d.held}, the ledger holds ${d.ledger} for them`,
    mend: d.ledger > d.held ? `post ${d.ledger - d.held} back to free stock` : `post ${d.held - d.ledger} from free stock to them`,
  })),
];

/** What is out of step, with what would be done about it. */
export const stockFaults = async (p: Platform, tenant: string): Promise<Fault[]> => toldOf(await find(p, tenant));

/** Mends what is out of step now; each SKU is locked and looked at once more before an entry is posted. */
export async function mendStock(p: Platform, act: Act): Promise<Fault[]> {
  const found = await find(p, act.tenant);
  const told = toldOf(found);
  if (told.length === 0) return [];
  await audited(p, act, async (tx) => {
    const fix = newId();
    for (const sku of [...new Set(found.ledger.map((d) => d.sku))].sort((a, b) => skuShard(act.tenant, a) - skuShard(act.tenant, b)))
      await repost(tx, act, { sku, fix });
    const drafts = [...releases(act, found.orphans, fix), ...ends(act, found, fix), ...lookAgain(act, found, fix)];
    if (drafts.length > 0) await append(tx, drafts);
    return { result: undefined, what: 'stock.repair', before: { faults: told.map((f) => f.what) }, after: { fix } };
  });
  return told;
}

async function repost(tx: PoolClient, { tenant }: Act, { sku, fix }: { sku: string; fix: string }): Promise<void> {
  const shard = skuShard(tenant, sku);
  await lockStock(tx, [shard], { tenants: [tenant], skus: [sku], more: [] });
  const at = now();
  await postEntries(tx, (await drifted(tx, tenant, sku)).map((d, i) => {
    const [free, held] = [stockAccount(d.location, 'on_hand'), stockAccount(d.location, d.kind === 'hold' ? 'held' : 'reserved')];
    const units = BigInt(d.ledger - d.held);
    return {
      tenant, shard, id: newId(), book: 'goods', key: `repair:${fix}:${sku}:${i}`, date: at.slice(0, 10), at, memo: 'repaired',
      document: `sku:${sku}`, legalEntity: 'main', cause: fix, correlation: derivedUuid(tenant, 'stock', sku),
      lines: [{ account: held, unit: sku, amount: -units }, { account: free, unit: sku, amount: units }],
    };
  }));
}

const releases = ({ tenant }: Act, some: readonly OrphanRow[], fix: string): Draft[] =>
  [...Map.groupBy(some, (o) => o.order_id)].map(([orderId, lines]) => ({
    tenant, type: 'ReleaseStock', key: `ReleaseStock:repair:${fix}:${orderId}`, at: now(),
    data: {
      key: `repair:${fix}:${orderId}`, orderId: orderId as OrderId,
      lines: lines.map((l) => ({
        lineId: l.line_id as ExternalId, sku: l.line_sku as Sku, location: l.location as LocationId, quantity: l.units,
      })),
    },
  }));
const ends = ({ tenant }: Act, { holds }: Found, fix: string): Draft[] => holds.map(({ hold_id: holdId }) => ({
  tenant, type: 'HoldEnded', data: { holdId, because: 'expired' }, subject: `hold:${holdId}/repair`, at: now(),
  key: `HoldEnded:${holdId}:repair:${fix}`, correlation: derivedUuid(tenant, 'story', holdId),
}));
const lookAgain = ({ tenant }: Act, { ledger }: Found, fix: string): Draft[] => [...new Set(ledger.map((d) => d.sku))].map((sku) => ({
  tenant, type: 'AvailabilityChanged', data: { sku }, key: `AvailabilityChanged:repair:${fix}:${sku}`, at: now(),
  correlation: derivedUuid(tenant, 'stock', sku),
}));
