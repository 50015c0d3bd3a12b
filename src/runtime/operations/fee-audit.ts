/** Fees held against the rate cards we keep: differences as claims, with all a marketplace asks for. */
import { stringify } from 'csv-stringify/sync';
import { brand } from '#domain/brand.ts';
import { auditFees, NO_CARD, type Judged, type RateCard } from '#domain/fee-audit.ts';
import { claimState, type ClaimState } from '#domain/fee-claim.ts';
import { currency, toDecimal } from '#domain/measure.ts';
import { chargedLines, type ChargedRow } from '#store/fee-audit.ts';
import { claims } from '#store/fee-claim.ts';
import { feeClaimIdOf } from '../identity.ts';
import { policyOf, tenantOf, type Platform } from '../platform.ts';
import { invalid } from './operation.ts';
import { findPayout } from './payouts.ts';

export interface FeeClaim {
  /** `open`: nobody has claimed it. */
  readonly id: string; readonly state: ClaimState;
  readonly connection: string; readonly settlement: string; readonly order: string; readonly sku: string; readonly marketplace: string;
  readonly day: string; readonly units: number; readonly sold: string; readonly fee: string;
  readonly charged: string; readonly expected: string;
  readonly difference: string; readonly currency: string; readonly rule: string; readonly rateCard: string; readonly says: string;
}
export interface FeeAudit {
  readonly lines: number; readonly agreed: number;
  readonly claims: readonly FeeClaim[];
  /** What could be claimed back, by currency: charged too much less charged too little. */
  readonly claimed: readonly { readonly currency: string; readonly over: string; readonly under: string }[];
  readonly unruled: readonly { readonly connection: string; readonly fee: string; readonly lines: number; readonly amount: string;
    readonly currency: string }[];
}
export interface FeeAuditFilter {
  readonly connection?: string | undefined; readonly payout?: string | undefined;
  readonly from?: string | undefined; readonly to?: string | undefined;
}
const PAGE = 5000;

/** The policy `rate-card` of the connection; its rules carry their own days. */
export const rateCardOf = (p: Platform, tenant: string, connection: string): RateCard =>
  policyOf(tenantOf(p, tenant), 'rate-card', connection, NO_CARD);

/** @throws Refusal when no rate card is there to hold anything against. */
export async function feeAudit(p: Platform, tenant: string, f: FeeAuditFilter): Promise<FeeAudit> {
  const connections = [...tenantOf(p, tenant).connections.keys()].filter((c) => !f.connection || c === f.connection);
  const cards = new Map(connections.map((c) => [c, rateCardOf(p, tenant, c)]).filter(([, card]) =>
    (card as RateCard).rules.length > 0) as [string, RateCard][]);
  if (cards.size === 0) throw invalid('There is no rate card: write one as policy “rate-card” and apply it.');
  const payout = f.payout ? await findPayout(p, tenant, f.payout) : null;
  const parts = [];
  for (const [connection, card] of cards) parts.push(await auditOf(p, tenant, { ...f, connection, payout, card }));
  return {
    lines: parts.reduce((n, x) => n + x.lines, 0), agreed: parts.reduce((n, x) => n + x.agreed, 0),
    claims: await withStates(p, tenant, parts.flatMap((x) => x.claims)),
    claimed: claimed(parts.flatMap((x) => x.judged)), unruled: parts.flatMap((x) => x.unruled),
  };
}

async function auditOf(p: Platform, tenant: string,
  of: { connection: string; payout: string | null; card: RateCard } & Pick<FeeAuditFilter, 'from' | 'to'>) {
  const { card, connection } = of;
  const classes = [...new Set(card.rules.map((r) => r.class))];
  const found = { lines: 0, agreed: 0, claims: [] as Unfiled[], judged: [] as Judged[], unruled: [] as FeeAudit['unruled'][number][] };
  for (let after = ''; ;) {
    const rows = await chargedLines(p.pool, tenant, {
      connection, payout: of.payout, from: of.from ?? null, to: of.to ?? null, classes, after, limit: PAGE });
    const page = auditFees(rows.map(lineOf), card);
    const settlement = new Map(rows.map((r) => [`${r.order_external} ${r.sku}`, r.settlement]));
    found.lines += rows.length;
    found.agreed += page.agreed;
    found.judged.push(...page.claims);
    found.claims.push(...page.claims.map((c) => claimOf(c, connection, settlement.get(`${c.line.order} ${c.line.sku}`) ?? '')));
    found.unruled.push(...page.unruled.map((u) =>
      ({ connection, fee: u.class, lines: u.lines, amount: toDecimal(u.amount), currency: u.amount.unit })));
    if (rows.length < PAGE) return found;
    after = rows.at(-1)!.place;
  }
}

const MOST = 5000;
async function withStates(p: Platform, tenant: string, found: readonly Unfiled[]): Promise<FeeClaim[]> {
  const named = found.map((c) => ({ ...c, id: feeClaimIdOf(tenant, [c.connection, c.settlement, c.order, c.sku, c.fee]) }));
  const today = Temporal.Now.plainDateISO('UTC').toString();
  const states = new Map<string, ClaimState>();
  for (let from = 0; from < named.length; from += MOST)
    for (const r of await claims(p.pool, tenant, { ids: named.slice(from, from + MOST).map((c) => c.id) }))
      states.set(r.claim_id, claimState(r.state, r.expires_on, today));
  return named.map((c) => ({ ...c, state: states.get(c.id) ?? 'open' }));
}

type Unfiled = Omit<FeeClaim, 'id' | 'state'>;
const lineOf = (r: ChargedRow) => ({
  order: r.order_external, sku: r.sku, marketplace: r.marketplace, day: brand<never>(r.day), units: r.units,
    currency: currency(r.currency),
  sold: r.sold, shipping: r.shipping, charged: Object.fromEntries(Object.entries(r.charged).map(([k, v]) => [k, BigInt(v)])),
});
const claimOf = ({ line, ...c }: Judged, connection: string, settlement: string): Unfiled => ({
  connection, settlement, order: line.order, sku: line.sku, marketplace: line.marketplace, day: line.day, units: line.units,
  sold: toDecimal({ count: line.sold, unit: line.currency }), fee: c.class, charged: toDecimal(c.charged),
    expected: toDecimal(c.expected),
  difference: toDecimal(c.difference), currency: line.currency, rule: c.rule, rateCard: c.card, says: c.says,
});
function claimed(all: readonly Judged[]): FeeAudit['claimed'] {
  return [...Map.groupBy(all, (j) => j.difference.unit)].map(([unit, some]) => {
    const of = (sign: bigint) => some.reduce((n, j) => (j.difference.count * sign > 0n ? n + j.difference.count * sign : n), 0n);
    return { currency: unit, over: toDecimal({ count: of(1n), unit }), under: toDecimal({ count: of(-1n), unit }) };
  });
}

/** What a marketplace's case form or a spreadsheet takes. */
export const claimsCsv = (claims: readonly FeeClaim[]): string => stringify([...claims], {
  header: true, columns: ['connection', 'settlement', 'order', 'sku', 'marketplace', 'day', 'units', 'sold', 'fee',
    'charged', 'expected', 'difference',
    'currency', 'rule', 'rateCard', 'says'],
});
