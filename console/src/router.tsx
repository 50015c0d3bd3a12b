/** Addresses: every page, filter and open thing has one. Pages are loaded when they are first opened. */
import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { Shell } from './frame/shell.tsx';
import { Broken, NotHere } from './parts/said.tsx';

/** Filters are words in the address, as they are. */
const filters =
  <const K extends string>(...names: readonly K[]) =>
  (given: Record<string, unknown>): { [N in K]?: string } => {
    const found: { [N in K]?: string } = {};
    for (const name of names) if (typeof given[name] === 'string' && given[name] !== '') found[name] = given[name];
    return found;
  };

const root = createRootRoute({ component: Shell, notFoundComponent: NotHere, errorComponent: Broken });
const at = () => root;
const now = createRoute({
  getParentRoute: at,
  path: '/',
  component: lazyRouteComponent(() => import('./pages/now.tsx'), 'Now'),
});
const exceptions = createRoute({
  getParentRoute: at,
  path: '/exceptions',
  validateSearch: filters('owner', 'kind', 'cause', 'item', 'view', 'connection', 'age'),
  component: lazyRouteComponent(() => import('./pages/exceptions.tsx'), 'Exceptions'),
});
const underWay = createRoute({
  getParentRoute: at,
  path: '/under-way',
  validateSearch: filters('connection'),
  component: lazyRouteComponent(() => import('./pages/under-way.tsx'), 'UnderWay'),
});
const figure = createRoute({
  getParentRoute: at,
  path: '/figures/$figure',
  validateSearch: filters('late'),
  component: lazyRouteComponent(() => import('./pages/figure.tsx'), 'FigurePage'),
});
const orders = createRoute({
  getParentRoute: at,
  path: '/orders',
  validateSearch: filters('channel', 'stage', 'from', 'to', 'hours', 'open'),
  component: lazyRouteComponent(() => import('./pages/orders.tsx'), 'Orders'),
});
const shipments = createRoute({
  getParentRoute: at,
  path: '/shipments',
  validateSearch: filters('order', 'location', 'from', 'to', 'hours', 'untold'),
  component: lazyRouteComponent(() => import('./pages/shipments.tsx'), 'Shipments'),
});
const refunds = createRoute({
  getParentRoute: at,
  path: '/refunds',
  validateSearch: filters('channel', 'memo', 'from', 'to'),
  component: lazyRouteComponent(() => import('./pages/refunds.tsx'), 'Refunds'),
});
const story = createRoute({
  getParentRoute: at,
  path: '/story/$reference',
  validateSearch: filters('message'),
  component: lazyRouteComponent(() => import('./pages/story.tsx'), 'StoryPage'),
});
const person = createRoute({
  getParentRoute: at,
  path: '/person',
  component: lazyRouteComponent(() => import('./pages/person.tsx'), 'PersonPage'),
});
const stock = createRoute({
  getParentRoute: at,
  path: '/stock',
  validateSearch: filters('search', 'only'),
  component: lazyRouteComponent(() => import('./pages/stock.tsx'), 'StockList'),
});
const sku = createRoute({
  getParentRoute: at,
  path: '/stock/$sku',
  component: lazyRouteComponent(() => import('./pages/sku.tsx'), 'StockPage'),
});
const finance = createRoute({
  getParentRoute: at,
  path: '/finance',
  validateSearch: filters('connection', 'explained', 'days'),
  component: lazyRouteComponent(() => import('./pages/finance.tsx'), 'Payouts'),
});
const payout = createRoute({
  getParentRoute: at,
  path: '/finance/payouts/$payout',
  validateSearch: filters('class'),
  component: lazyRouteComponent(() => import('./pages/payout.tsx'), 'PayoutPage'),
});
const journals = createRoute({
  getParentRoute: at,
  path: '/finance/journals',
  validateSearch: filters('book', 'account', 'from', 'to'),
  component: lazyRouteComponent(() => import('./pages/journals.tsx'), 'Journals'),
});
const returns = createRoute({
  getParentRoute: at,
  path: '/returns',
  validateSearch: filters('connection', 'stage'),
  component: lazyRouteComponent(() => import('./pages/returns.tsx'), 'Returns'),
});
const returned = createRoute({
  getParentRoute: at,
  path: '/returns/$return',
  component: lazyRouteComponent(() => import('./pages/return.tsx'), 'ReturnPage'),
});
const approvals = createRoute({
  getParentRoute: at,
  path: '/finance/approvals',
  component: lazyRouteComponent(() => import('./pages/approvals.tsx'), 'Approvals'),
});
const periods = createRoute({
  getParentRoute: at,
  path: '/finance/periods',
  component: lazyRouteComponent(() => import('./pages/periods.tsx'), 'Periods'),
});
const period = createRoute({
  getParentRoute: at,
  path: '/finance/periods/$period',
  validateSearch: filters('entity'),
  component: lazyRouteComponent(() => import('./pages/period.tsx'), 'PeriodPage'),
});
const bank = createRoute({
  getParentRoute: at,
  path: '/finance/bank',
  validateSearch: filters('deposits', 'lines'),
  component: lazyRouteComponent(() => import('./pages/bank.tsx'), 'Bank'),
});
const registerDays = createRoute({
  getParentRoute: at,
  path: '/finance/register-days',
  validateSearch: filters('store', 'from', 'to', 'variance'),
  component: lazyRouteComponent(() => import('./pages/register-days.tsx'), 'RegisterDays'),
});
const registerDay = createRoute({
  getParentRoute: at,
  path: '/finance/register-days/$day',
  component: lazyRouteComponent(() => import('./pages/register-day.tsx'), 'RegisterDayPage'),
});
const feeAudit = createRoute({
  getParentRoute: at,
  path: '/finance/fee-audit',
  validateSearch: filters('connection', 'from', 'to'),
  component: lazyRouteComponent(() => import('./pages/fee-audit.tsx'), 'FeeAudit'),
});
const subscriptions = createRoute({
  getParentRoute: at,
  path: '/partners/subscriptions',
  component: lazyRouteComponent(() => import('./pages/subscriptions.tsx'), 'Subscriptions'),
});
const subscription = createRoute({
  getParentRoute: at,
  path: '/partners/subscriptions/$subscription',
  validateSearch: filters('taken'),
  component: lazyRouteComponent(() => import('./pages/subscription.tsx'), 'SubscriptionPage'),
});
const partners = createRoute({
  getParentRoute: at,
  path: '/partners',
  validateSearch: filters('state'),
  component: lazyRouteComponent(() => import('./pages/partners.tsx'), 'Partners'),
});
const connect = createRoute({
  getParentRoute: at,
  path: '/partners/connect',
  validateSearch: filters('connector', 'connection'),
  component: lazyRouteComponent(() => import('./pages/connect.tsx'), 'Connect'),
});
const partner = createRoute({
  getParentRoute: at,
  path: '/partners/$connection',
  component: lazyRouteComponent(() => import('./pages/partner.tsx'), 'PartnerPage'),
});
const census = createRoute({
  getParentRoute: at,
  path: '/partners/$connection/census',
  validateSearch: filters('hours'),
  component: lazyRouteComponent(() => import('./pages/census.tsx'), 'CensusPage'),
});
const proposals = createRoute({
  getParentRoute: at,
  path: '/mappings/proposals',
  validateSearch: filters('state'),
  component: lazyRouteComponent(() => import('./pages/proposals.tsx'), 'Proposals'),
});
const proposal = createRoute({
  getParentRoute: at,
  path: '/mappings/proposals/$proposal',
  component: lazyRouteComponent(() => import('./pages/proposal.tsx'), 'ProposalPage'),
});
const mappings = createRoute({
  getParentRoute: at,
  path: '/mappings',
  validateSearch: filters('name', 'connection', 'find'),
  component: lazyRouteComponent(() => import('./pages/mappings.tsx'), 'Mappings'),
});
const catalog = createRoute({
  getParentRoute: at,
  path: '/catalog',
  validateSearch: filters('search'),
  component: lazyRouteComponent(() => import('./pages/catalog.tsx'), 'Catalog'),
});
const audit = createRoute({
  getParentRoute: at,
  path: '/audit',
  validateSearch: filters('what', 'who', 'from', 'to'),
  component: lazyRouteComponent(() => import('./pages/audit.tsx'), 'Audit'),
});
const settings = createRoute({
  getParentRoute: at,
  path: '/settings',
  component: lazyRouteComponent(() => import('./pages/settings.tsx'), 'Settings'),
});
const account = createRoute({
  getParentRoute: at,
  path: '/account',
  component: lazyRouteComponent(() => import('./pages/account.tsx'), 'Account'),
});

export const router = createRouter({
  routeTree: root.addChildren([
    now,
    exceptions,
    underWay,
    figure,
    orders,
    shipments,
    refunds,
    returns,
    returned,
    story,
    person,
    stock,
    sku,
    finance,
    payout,
    journals,
    approvals,
    periods,
    period,
    bank,
    registerDays,
    registerDay,
    feeAudit,
    subscriptions,
    subscription,
    partners,
    connect,
    partner,
    mappings,
    census,
    proposals,
    proposal,
    catalog,
    audit,
    settings,
    account,
  ]),
  defaultPreload: 'intent',
  scrollRestoration: true,
  defaultPendingMs: 300,
  parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch: (search) => {
    const text = new URLSearchParams(
      Object.entries(search).flatMap(([k, v]) => (v ? [[k, String(v)]] : [])),
    ).toString();
    return text && `?${text}`;
  },
});
declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
