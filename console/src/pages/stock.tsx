/** Stock by SKU: on hand, promised, free; what waits to be told to channels; what is out of step. */
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { LocationRow, PublicationBacklog, StockFault, StockRow } from '../types.ts';
import { address, post } from '../api.ts';
import { useChange, useGet, useMay, usePages } from '../data.ts';
import { Age, Head, Mark, Sheet } from '../parts/bits.tsx';
import { Pick, TextFilter, Views } from '../parts/filters.tsx';
import { Empty, Said } from '../parts/said.tsx';
import { List, type Column } from '../parts/table.tsx';
import { count, inAll, plural } from '../words.ts';
import { delayed } from './now-partners.tsx';

/** As many as there is room for; the page of a SKU has them all. */
const MOST_PLACES = 7;
/** Item × location: what is free at each place, then the sum. */
const columnsOf = (places: readonly LocationRow[]): readonly Column<StockRow>[] => [
  {
    name: 'SKU',
    of: (s) => (
      <Link to="/stock/$sku" params={{ sku: s.sku }}>
        {s.sku}
      </Link>
    ),
  },
  { name: 'Title', of: (s) => s.title ?? <span className="quiet">not in the catalog</span>, wide: true },
  ...places.slice(0, MOST_PLACES).map((l): Column<StockRow> => ({
    name: l.location, right: true, wide: true,
    of: ({ places: free }) => (free?.[l.location] ? count(free[l.location]!) : <span className="quiet">{free?.[l.location] === 0 ? '0' : '–'}</span>),
  })),
  { name: 'On hand', of: (s) => count(s.onHand), right: true },
  {
    name: 'Reserved',
    of: (s) => (s.reserved > 0 ? count(s.reserved) : <span className="quiet">0</span>),
    right: true,
  },
  {
    name: 'Free',
    of: (s) => <span className={s.available === 0 ? 'person strong' : 'strong'}>{count(s.available)}</span>,
    right: true,
  },
];

export function StockList() {
  const navigate = useNavigate();
  const { search, only } = useSearch({ from: '/stock' });
  const set = (name: 'search' | 'only') => (value: string | undefined) =>
    void navigate({ to: '/stock', search: { ...(search && { search }), ...(only && { only }), [name]: value } });
  const list = usePages(address('/v1/stock', { limit: 50, search, only }));
  const places = useGet('/v1/locations', { live: false }).value?.items;
  const columns = useMemo(() => columnsOf(places ?? []), [places]);
  const waiting = useGet('/v1/publication').value?.items.filter(
    (b) => b.waiting + b.parked > 0,
  );
  const faults = useGet('/v1/stock/faults').value?.items ?? [];
  return (
    <>
      <Head title="Stock" says={inAll(list.total, 'SKU', 'units free at each place; press one to see why it is that number')} />
      <div className="filters">
        <TextFilter label="SKU or title" value={search} set={set('search')} />
        <Pick label="Show" value={only} options={[['none free', 'nothing free'], ['reserved', 'promised to orders'], ['untold', 'a channel shows another number']]} set={set('only')} />
        <Views />
      </div>
      {faults.length > 0 && <Faults of={faults} />}
      {waiting && waiting.length > 0 && <Untold of={waiting} />}
      <Sheet>
        <List
          label="Stock"
          columns={columns}
          rows={list.value}
          id={(s) => s.sku}
          failed={list.failed}
          again={list.again}
          more={list.more}
          busy={list.busy}
          open={(s) => void navigate({ to: '/stock/$sku', params: { sku: s.sku } })}
          empty={
            search || only ? <Empty title="No SKU is like this"><Link to="/stock">Show all of them</Link></Empty> : <Empty title="Nothing has been counted">
              A SKU appears when a warehouse or store first says what it has.
            </Empty>
          }
        />
      </Sheet>
    </>
  );
}

/** What channels were not told yet, the riskiest first. */
const Untold = ({ of }: { of: readonly PublicationBacklog[] }) => (
  <Sheet title="Waits to be told" aside="the riskiest first">
    <ul className="pad stack">
      {of.map((b) => (
        <li key={b.connection}>
          <Mark tone={b.parked > 0 ? 'person' : 'wait'}>{b.connection}</Mark> {delayed(b).join('; ')}
          {b.parked > 0 && <>: <Link to="/exceptions" search={{ connection: b.connection }}>what stopped it</Link></>}
          {b.riskiest.slice(0, 3).map((r) => (
            <div key={r.sku} className="small quiet">
              <Link to="/stock/$sku" params={{ sku: r.sku }}>
                {r.sku}
              </Link>{' '}
              {r.shows === null ? 'was told no number yet' : `shows ${count(r.shows)}`}, should show {count(r.next)}, waits{' '}
              <Age at={r.since} />
            </div>
          ))}
        </li>
      ))}
    </ul>
  </Sheet>
);

/** Reservations out of step with orders or the ledger: what, and what mending will post. */
function Faults({ of }: { of: readonly StockFault[] }) {
  const may = useMay('operate');
  const mend = useChange(() => post('/v1/stock/faults/mend', { why: 'from the console' }));
  return (
    <Sheet
      title={`${plural(of.length, 'reservation')} out of step`}
      aside={
        may && (
          <button type="button" disabled={mend.isPending} onClick={() => mend.mutate(undefined)}>
            Mend all of them
          </button>
        )
      }
    >
      <ul className="pad stack">
        {of.slice(0, 20).map((f) => (
          <li key={f.what}>
            {f.what} <span className="quiet">{f.mend}</span>
          </li>
        ))}
      </ul>
      {mend.error && <Said failed={mend.error} />}
    </Sheet>
  );
}
