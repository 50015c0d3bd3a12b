/** What a figure of the overview was measured from: each step with how long it took, the slowest first; or each order counted. */
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import type { StepTaken } from '../types.ts';
import { address } from '../api.ts';
import { usePages } from '../data.ts';
import { Head, Mark, Sheet, When } from '../parts/bits.tsx';
import { Empty, NotHere } from '../parts/said.tsx';
import { List, type Column } from '../parts/table.tsx';
import { exactSpan, inAll, readable } from '../words.ts';

interface Kind { readonly title: string; readonly one: string; readonly says: string; readonly none: string; readonly timed: boolean }
const KINDS: Readonly<Record<string, Kind>> = {
  orderToErp: { title: 'Order to ERP', one: 'order', says: 'reached the ERP in 24 hours, the slowest first', none: 'No order has reached the ERP in 24 hours', timed: true },
  stockToChannel: { title: 'Stock to channels', one: 'update', says: 'that a channel answered in 24 hours, the slowest first', none: 'No channel was told of stock in 24 hours', timed: true },
  shipmentToChannel: { title: 'Shipment told to buyer', one: 'shipment', says: 'told to a channel in 24 hours, the slowest first', none: 'No shipment was told in 24 hours', timed: true },
  refusedStock: { title: 'Sold without stock', one: 'order', says: 'that wanted more than was free, newest first; each story says how it came to that', none: 'No order was short of stock in 24 hours', timed: false },
  orders: { title: 'Orders heard', one: 'order', says: 'heard in 24 hours, newest first', none: 'No order was heard in 24 hours', timed: false },
};
const COLUMNS = (timed: boolean): readonly Column<StepTaken>[] => [
  { name: 'About', of: (s) => <Link to="/story/$reference" params={{ reference: s.correlation }}>{s.order ? `Order ${s.order}` : s.subject.replace(/^stock:([^/]+).*$/, '$1')}</Link> },
  { name: 'Channel', of: (s) => s.channel ?? <span className="quiet">–</span> },
  { name: 'What', of: (s) => <span className="quiet">{readable(s.says)}</span>, wide: true },
  ...(timed ? [
    { name: 'From', of: (s: StepTaken) => (s.began ? <When at={s.began} /> : '–'), wide: true },
    { name: 'Took', of: (s: StepTaken) => (s.late ? <Mark tone="person">{exactSpan(s.seconds ?? 0)}</Mark> : exactSpan(s.seconds ?? 0)), right: true },
  ] : []),
  { name: timed ? 'Done' : 'When', of: (s) => <When at={s.at} />, right: true },
];

export function FigurePage() {
  const { figure } = useParams({ from: '/figures/$figure' });
  const kind = KINDS[figure];
  return kind ? <Steps figure={figure} kind={kind} /> : <NotHere />;
}

function Steps({ figure, kind }: { figure: string; kind: Kind }) {
  const search = useSearch({ from: '/figures/$figure' });
  const navigate = useNavigate();
  const list = usePages(address(`/v1/figures/${figure}/steps`, { ...search, limit: 50 }));
  return (
    <>
      <Head title={kind.title} says={inAll(list.total, kind.one, kind.says).replace(', ', ' ')} />
      {kind.timed && (
        <div className="filters">
          <label><input type="checkbox" checked={search.late === 'true'} onChange={(event) =>
            void navigate({ to: '/figures/$figure', params: { figure }, search: event.target.checked ? { late: 'true' } : {} })} /> only what missed its target</label>
        </div>
      )}
      <Sheet>
        <List label={kind.title} columns={COLUMNS(kind.timed)} rows={list.value} id={(s) => s.id} failed={list.failed} again={list.again} more={list.more} busy={list.busy}
          open={(s) => void navigate({ to: '/story/$reference', params: { reference: s.correlation } })}
          empty={search.late ? <Empty title="Nothing missed its target">All of it was in time.</Empty> : <Empty title={kind.none}>It appears here as it happens.</Empty>} />
      </Sheet>
    </>
  );
}
