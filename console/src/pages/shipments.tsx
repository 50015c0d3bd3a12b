/** Shipments: what left, and who knows: the ERP, the channel, the books. */
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { ShipmentRow } from '../types.ts';
import { address } from '../api.ts';
import { useGet, usePages } from '../data.ts';
import { Age, Head, Mark, Sheet, When } from '../parts/bits.tsx';
import { Pick, startOf, TextFilter, useSince, Views } from '../parts/filters.tsx';
import { Empty } from '../parts/said.tsx';
import { List, type Column } from '../parts/table.tsx';
import { inAll, plural } from '../words.ts';

const known = (at: string | null, who: string) =>
  at ? (
    <Mark tone="ok">
      <Age at={at} ago />
    </Mark>
  ) : (
    <Mark tone="wait">{who} not told</Mark>
  );
const COLUMNS: readonly Column<ShipmentRow>[] = [
  {
    name: 'Tracking',
    of: (s) => (
      <Link to="/story/$reference" params={{ reference: s.orderId }}>
        {s.parcels.map((p) => p.tracking).join(', ') || s.id}
      </Link>
    ),
  },
  { name: 'Carrier', of: (s) => [...new Set(s.parcels.map((p) => p.carrier))].join(', ') || '–', wide: true },
  { name: 'From', of: (s) => s.location },
  {
    name: 'Goods',
    of: (s) =>
      s.lines.length === 1
        ? `${s.lines[0]!.quantity} × ${s.lines[0]!.sku}`
        : plural(
            s.lines.reduce((n, l) => n + l.quantity, 0),
            'unit',
          ),
  },
  { name: 'ERP', of: (s) => known(s.recordedAt, 'ERP') },
  { name: 'Channel', of: (s) => known(s.reportedAt, 'buyer') },
  { name: 'Invoice', of: (s) => s.invoice ?? <span className="quiet">–</span>, wide: true },
  { name: 'Shipped', of: (s) => <When at={s.shippedAt} />, right: true },
];

export function Shipments() {
  const search = useSearch({ from: '/shipments' });
  const navigate = useNavigate();
  const places = useGet('/v1/locations', { live: false }).value?.items;
  const { hours, ...filter } = search;
  const since = useSince(hours);
  const list = usePages(address('/v1/shipments', { ...filter, from: since ?? startOf(search.from), to: startOf(search.to), limit: 50 }));
  const set = (name: keyof typeof search) => (value: string | undefined) =>
    void navigate({ to: '/shipments', search: { ...search, [name]: value } });
  return (
    <>
      <Head title="Shipments" says={inAll(list.total, 'shipment', 'newest first, with who has been told')} />
      <div className="filters">
        <Pick
          label="From"
          value={search.location}
          options={places?.map((l) => [l.location, `${l.location} · ${l.name}`] as const) ?? []}
          set={set('location')}
        />
        <Pick label="Not told" value={search.untold} options={[['erp', 'the ERP'], ['channel', 'the channel']]} set={set('untold')} />
        <TextFilter label="Shipped from" type="date" value={search.from} set={set('from')} />
        <TextFilter label="Before" type="date" value={search.to} set={set('to')} />
        {hours && (
          <Link to="/shipments" search={filter} className="button">
            Shipped in the last {plural(Number(hours), 'hour')} ✕
          </Link>
        )}
        <Views />
      </div>
      <Sheet>
        <List
          label="Shipments"
          columns={COLUMNS}
          rows={list.value}
          id={(s) => s.id}
          failed={list.failed}
          again={list.again}
          more={list.more}
          busy={list.busy}
          open={(s) => void navigate({ to: '/story/$reference', params: { reference: s.orderId } })}
          empty={
            Object.keys(search).length > 0 ? (
              <Empty title="No shipment is like this"><Link to="/shipments">Show all shipments</Link></Empty>
            ) : (
              <Empty title="Nothing has been shipped">
                A shipment appears as soon as a warehouse says that goods have left.
              </Empty>
            )
          }
        />
      </Sheet>
    </>
  );
}
