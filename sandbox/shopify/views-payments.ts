/**
 * Shopify Payments and webhook subscriptions as GraphQL objects.
 */
import { print } from './money.ts';
import type { PageArgs, Searchable } from './paging.ts';
import { connection, search } from './paging.ts';
import { netOf, payoutSummary } from './payouts.ts';
import { API_VERSION } from './schema.ts';
import { TOPICS } from './topics.ts';
import type { BalanceEntry, Payout, Subscription, World } from './world.ts';
import { gid, stamp } from './world.ts';

const amount = (minor: bigint, world: World): unknown =>
  ({ amount: print(minor, world.currency), currencyCode: world.currency });

const payoutView = (payout: Payout, world: World): unknown => ({
  id: gid('ShopifyPaymentsPayout', payout.id), legacyResourceId: payout.id.toString(), issuedAt: stamp(payout.issuedAt),
  net: amount(payout.net, world), status: payout.status, externalTraceId: payout.trace,
  transactionType: payout.net < 0n ? 'WITHDRAWAL' : 'DEPOSIT', summary: () => summaryView(payout, world),
});

function summaryView(payout: Payout, world: World): Record<string, unknown> {
  const view: Record<string, unknown> = {};
  for (const [name, { gross, fee }] of payoutSummary(payout)) {
    view[`${name}${name === 'refunds' ? 'FeeGross' : 'Gross'}`] = amount(gross, world);
    view[`${name}Fee`] = amount(fee, world);
  }
  return view;
}

const SOURCES: Record<string, string> = { CHARGE: 'CHARGE', REFUND: 'REFUND', TRANSFER: 'TRANSFER' };

const entryView = (entry: BalanceEntry, world: World): unknown => ({
  id: gid('ShopifyPaymentsBalanceTransaction', entry.id), type: entry.type, test: false,
  amount: amount(entry.amount, world), fee: amount(entry.fee, world), net: amount(netOf(entry), world),
  sourceId: entry.source?.toString() ?? null, sourceOrderTransactionId: entry.transaction?.toString() ?? null,
  sourceType: SOURCES[entry.type] ?? 'ADJUSTMENT', adjustmentReason: null, transactionDate: stamp(entry.at),
  associatedOrder: entry.order ? { id: gid('Order', entry.order.id), name: `#${entry.order.number}` } : null,
  associatedPayout: {
    id: entry.payout ? gid('ShopifyPaymentsPayout', entry.payout.id) : null, status: entry.payout?.status ?? 'PENDING',
  },
});

const PAYOUT_SEARCH: Searchable<Payout> = {
  id: (p) => p.id, issued_at: (p) => stamp(p.issuedAt), status: (p) => p.status,
};
const ENTRY_SEARCH: Searchable<BalanceEntry> = {
  id: (e) => e.id, payments_transfer_id: (e) => e.payout?.id ?? 0n, processed_at: (e) => stamp(e.at),
  payout_status: (e) => e.payout?.status ?? 'PENDING', transaction_type: (e) => e.type,
};

export const accountView = (world: World): unknown => ({
  id: gid('ShopifyPaymentsAccount', world.shopId), activated: true, country: world.places[0]?.country ?? 'US',
  defaultCurrency: world.currency,
  balance: () => [amount(world.ledger.filter((e) => !e.payout).reduce((sum, e) => sum + netOf(e), 0n), world)],
  payouts: (args: PageArgs) => connection(search(world.payouts, args.query, PAYOUT_SEARCH), args, {
    sorting: { id: (p) => p.id, value: (p) => stamp(p.issuedAt) }, render: (p) => payoutView(p, world),
  }),
  balanceTransactions: (args: PageArgs & { hideTransfers: boolean }) => {
    const shown = world.ledger.filter((e) => !args.hideTransfers || e.type !== 'TRANSFER');
    return connection(search(shown, args.query, ENTRY_SEARCH), args, {
      sorting: { id: (e) => e.id, value: (e) => stamp(e.at) }, render: (e) => entryView(e, world),
    });
  },
});

/** `endpoint` and `callbackUrl` are deprecated, but Shopify's own library for apps still asks for them. */
export const subscriptionView = (s: Subscription): unknown => ({
  id: gid('WebhookSubscription', s.id), legacyResourceId: s.id.toString(), topic: TOPICS[s.topic], uri: s.uri,
  endpoint: { __typename: 'WebhookHttpEndpoint', callbackUrl: s.uri }, callbackUrl: s.uri,
  includeFields: [], metafieldNamespaces: [], format: 'JSON', name: s.name, createdAt: stamp(s.createdAt), updatedAt: stamp(s.createdAt),
  apiVersion: { handle: API_VERSION, displayName: API_VERSION, supported: true },
});

export function subscriptionsPage(args: PageArgs & { topics?: string[]; uri?: string }, world: World): unknown {
  const own = [...world.subscriptions.values()].filter((s) => !s.appOwned
    && (!args.topics || args.topics.includes(TOPICS[s.topic] ?? '')) && (!args.uri || args.uri === s.uri));
  const sorting = { id: (s: Subscription) => s.id, value: (s: Subscription) => stamp(s.createdAt) };
  return connection(own, args, { sorting, render: subscriptionView });
}
