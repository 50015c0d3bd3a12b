/** Orders, newest first. Filters stand in the address, and can be kept as views. */
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { OrderRow } from '../types.ts';
import { address } from '../api.ts';
import { useGet, usePages } from '../data.ts';
import { Age, Head, Mark, Money, Sheet, stageTone } from '../parts/bits.tsx';
import { Pick, startOf, TextFilter, useSince, Views } from '../parts/filters.tsx';
import { Empty } from '../parts/said.tsx';
import { List, type Column } from '../parts/table.tsx';
import { inAll, plural } from '../words.ts';

/** As src/store/order.ts derives them. */
const STAGES = ['placed', 'validated', 'short', 'reserved', 'in ERP', 'released', 'ready to collect', 'shipped', 'invoiced', 'delivered', 'cancelled'];
const COLUMNS: readonly Column<OrderRow>[] = [
  {
    name: 'Number',
    of: (o) => (
      <Link to="/story/$reference" params={{ reference: o.id }}>
        {o.number}
      </Link>
    ),
  },
  { name: 'Channel', of: (o) => o.channel },
  { name: 'Stage', of: (o) => <Mark tone={stageTone(o.stage)}>{o.stage}</Mark> },
  { name: 'ERP order', of: (o) => o.erpOrder ?? <span className="quiet">–</span>, wide: true },
  { name: 'Total', of: (o) => <Money of={o.total} currency={o.currency} />, right: true },
  {
    name: 'Age',
    of: (o) => (
      <span className="quiet">
        <Age at={o.placedAt} />
      </span>
    ),
    right: true,
  },
];
export function Orders() {
  const search = useSearch({ from: '/orders' });
  const navigate = useNavigate();
  const { hours, ...filter } = search;
  const since = useSince(hours);
  const list = usePages(
    address('/v1/orders', { ...filter, from: since ?? startOf(search.from), to: startOf(search.to), limit: 50 }),
  );
  const filtered = Object.keys(search).length > 0;
  return (
    <>
      <Head title="Orders" says={inAll(list.total, 'order', search.open ? 'on which somebody still owes work, newest first' : 'newest first')} />
      <Filters />
      <Sheet>
        <List
          label="Orders"
          columns={COLUMNS}
          rows={list.value}
          id={(o) => o.id}
          failed={list.failed}
          again={list.again}
          more={list.more}
          busy={list.busy}
          open={(o) => void navigate({ to: '/story/$reference', params: { reference: o.id } })}
          empty={
            filtered ? (
              <Empty title="No order is like this">
                <Link to="/orders">Show all orders</Link>
              </Empty>
            ) : (
              <Empty title="No orders yet">
                Run <code>npm run demo</code>: it trades a day with partner twins, and the orders appear here.
              </Empty>
            )
          }
        />
      </Sheet>
    </>
  );
}

const without = <T extends object>(search: T, name: keyof T) => Object.fromEntries(Object.entries(search).filter(([k]) => k !== name)) as T;
function Filters() {
  const search = useSearch({ from: '/orders' });
  const navigate = useNavigate();
  const { hours, ...filter } = search;
  const channels = useGet('/v1/connections').value?.items.filter(
    (c) => c.roles.includes('channel') || c.roles.includes('store'),
  );
  const set = (name: keyof typeof search) => (value: string | undefined) =>
    void navigate({ to: '/orders', search: { ...search, [name]: value } });
  return (
    <div className="filters">
      <Pick
        label="Channel"
        value={search.channel}
        options={channels?.map((c) => c.connection) ?? []}
        set={set('channel')}
      />
      <Pick label="Stage" value={search.stage} options={STAGES} set={set('stage')} />
      <TextFilter label="From" type="date" value={search.from} set={set('from')} />
      <TextFilter label="Before" type="date" value={search.to} set={set('to')} />
      {search.open && (
        <Link to="/orders" search={without(search, 'open')} className="button">
          In flight ✕
        </Link>
      )}
      {hours && (
        <Link to="/orders" search={filter} className="button">
          Placed in the last {plural(Number(hours), 'hour')} ✕
        </Link>
      )}
      <Views />
    </div>
  );
}
