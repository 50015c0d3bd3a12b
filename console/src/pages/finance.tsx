/** Payouts: how much of each is explained. */
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { PayoutRow } from '../types.ts';
import { address } from '../api.ts';
import { useGet, usePages } from '../data.ts';
import { Day, Head, Mark, Money, Sheet } from '../parts/bits.tsx';
import { Pick, Views } from '../parts/filters.tsx';
import { Empty } from '../parts/said.tsx';
import { List, type Column } from '../parts/table.tsx';
import { count, inAll, money } from '../words.ts';

export const isZero = (amount: string): boolean => /^-?[0.]+$/.test(amount);
const COLUMNS: readonly Column<PayoutRow>[] = [
  {
    name: 'Payout',
    of: (p) => (
      <Link to="/finance/payouts/$payout" params={{ payout: p.id }}>
        {p.external}
      </Link>
    ),
  },
  { name: 'From', of: (p) => p.connection },
  { name: 'Deposit', of: (p) => <Day date={p.depositDate} /> },
  { name: 'Lines', of: (p) => count(p.lines), right: true, wide: true },
  {
    name: 'Explained',
    of: (p) =>
      isZero(p.suspense) ? (
        <Mark tone="ok">to the last line</Mark>
      ) : (
        <Mark tone="person">
          {money(p.suspense, p.currency)} in suspense
        </Mark>
      ),
  },
  { name: 'Net', of: (p) => <Money of={p.net} currency={p.currency} />, right: true },
];

export const FinanceTabs = () => (
  <nav className="tabs" aria-label="Finance">
    <Link to="/finance" activeOptions={{ exact: true, includeSearch: false }}>
      Payouts
    </Link>
    <Link to="/finance/journals" activeOptions={{ includeSearch: false }}>
      Journals
    </Link>
    <Link to="/finance/approvals">Approvals</Link>
    <Link to="/finance/periods">Periods</Link>
    <Link to="/finance/bank" activeOptions={{ includeSearch: false }}>
      Bank
    </Link>
    <Link to="/finance/register-days" activeOptions={{ includeSearch: false }}>
      Register days
    </Link>
    <Link to="/finance/fee-audit" activeOptions={{ includeSearch: false }}>
      Fee audit
    </Link>
  </nav>
);

export function Payouts() {
  const search = useSearch({ from: '/finance' });
  const navigate = useNavigate();
  const partners = useGet('/v1/connections').value?.items;
  const list = usePages(address('/v1/payouts', { ...search, limit: 50 }));
  const set = (name: keyof typeof search) => (value: string | undefined) => void navigate({ to: '/finance', search: { ...search, [name]: value } });
  const filtered = Object.keys(search).length > 0;
  return (
    <>
      <Head title="Finance" says={inAll(list.total, 'payout', 'and whether every line of each is explained')} />
      <FinanceTabs />
      <div className="filters">
        <Pick
          label="From"
          value={search.connection}
          options={partners?.map((c) => c.connection) ?? []}
          set={set('connection')}
        />
        <Pick label="Explained" value={search.explained} options={[['true', 'to the last line'], ['false', 'not wholly']]} set={set('explained')} />
        <Pick label="Deposited" value={search.days} options={[['7', 'in 7 days'], ['35', 'in 35 days'], ['92', 'in 92 days']]} set={set('days')} />
        <Views />
      </div>
      <Sheet>
        <List
          label="Payouts"
          columns={COLUMNS}
          rows={list.value}
          id={(p) => p.id}
          failed={list.failed}
          again={list.again}
          more={list.more}
          busy={list.busy}
          open={(p) => void navigate({ to: '/finance/payouts/$payout', params: { payout: p.id } })}
          empty={
            filtered ? <Empty title="No payout is like this"><Link to="/finance">Show all payouts</Link></Empty>
            : <Empty title="No payouts yet">A settlement appears when a channel or payment provider states one.</Empty>
          }
        />
      </Sheet>
    </>
  );
}
