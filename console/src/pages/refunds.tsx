/** Refunds as channels told them, with the credit memo of each. */
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { RefundRow } from '../types.ts';
import { address } from '../api.ts';
import { useGet, usePages } from '../data.ts';
import { Head, Mark, Money, Sheet, When } from '../parts/bits.tsx';
import { Pick, startOf, TextFilter, Views } from '../parts/filters.tsx';
import { Empty } from '../parts/said.tsx';
import { List, type Column } from '../parts/table.tsx';
import { count, inAll } from '../words.ts';

const COLUMNS: readonly Column<RefundRow>[] = [
  {
    name: 'Order',
    of: (r) => (
      <Link to="/story/$reference" params={{ reference: r.orderId ?? r.correlation }}>
        {r.number ?? 'its story'}
      </Link>
    ),
  },
  { name: 'Channel', of: (r) => r.channel ?? '–' },
  {
    name: 'Units back',
    of: (r) => (r.units > 0 ? count(r.units) : <span className="quiet">money only</span>),
    right: true,
  },
  { name: 'Reason', of: (r) => r.reason ?? <span className="quiet">none given</span>, wide: true },
  {
    name: 'Credit memo',
    of: (r) => (r.creditMemo ? <Mark tone="ok">{r.creditMemo}</Mark> : <Mark tone="going">not yet</Mark>),
  },
  { name: 'Amount', of: (r) => <Money of={r.amount} currency={r.currency} />, right: true },
  { name: 'When', of: (r) => <When at={r.at} />, right: true },
];

export function Refunds() {
  const navigate = useNavigate();
  const search = useSearch({ from: '/refunds' });
  const list = usePages(address('/v1/refunds', { ...search, from: startOf(search.from), to: startOf(search.to), limit: 50 }));
  const channels = useGet('/v1/connections').value?.items.filter((c) => c.roles.includes('channel') || c.roles.includes('store'));
  const set = (name: keyof typeof search) => (value: string | undefined) => void navigate({ to: '/refunds', search: { ...search, [name]: value } });
  return (
    <>
      <Head title="Refunds" says={inAll(list.total, 'refund', 'newest first, with the credit memo of each')} />
      <div className="filters">
        <Pick label="Channel" value={search.channel} options={channels?.map((c) => c.connection) ?? []} set={set('channel')} />
        <Pick label="Credit memo" value={search.memo} options={[['true', 'issued'], ['false', 'not yet']]} set={set('memo')} />
        <TextFilter label="From" type="date" value={search.from} set={set('from')} />
        <TextFilter label="Before" type="date" value={search.to} set={set('to')} />
        <Views />
      </div>
      <Sheet>
        <List
          label="Refunds"
          columns={COLUMNS}
          rows={list.value}
          id={(r) => r.id}
          failed={list.failed}
          again={list.again}
          more={list.more}
          busy={list.busy}
          open={(r) => void navigate({ to: '/story/$reference', params: { reference: r.orderId ?? r.correlation } })}
          empty={
            Object.keys(search).length > 0 ? <Empty title="No refund is like this"><Link to="/refunds">Show all refunds</Link></Empty>
            : <Empty title="No refunds">
              What channels give back to buyers appears here, with what the books say about it.
            </Empty>
          }
        />
      </Sheet>
    </>
  );
}
