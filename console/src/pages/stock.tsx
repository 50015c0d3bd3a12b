/** Stock by SKU: on hand, promised, free; what waits to be told to channels; what is out of step. */
import { Link, useNavigate } from '@tanstack/react-router';
import type { PublicationBacklog, StockFault, StockRow } from '../../../src/api/types.ts';
import { post } from '../api.ts';
import { useChange, useGet, useMay, usePages } from '../data.ts';
import { Age, Head, Mark, Sheet } from '../parts/bits.tsx';
import { Empty, Said } from '../parts/said.tsx';
import { List, type Column } from '../parts/table.tsx';
import { count, plural } from '../words.ts';
import { delayed } from './now-partners.tsx';

const COLUMNS: readonly Column<StockRow>[] = [
  {
    name: 'SKU',
    of: (s) => (
      <Link to="/stock/$sku" params={{ sku: s.sku }}>
        {s.sku}
      </Link>
    ),
  },
  { name: 'Title', of: (s) => s.title ?? <span className="quiet">not in the catalog</span>, wide: true },
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
  const list = usePages<StockRow>('/v1/stock?limit=100');
  const waiting = useGet<{ items: readonly PublicationBacklog[] }>('/v1/publication').value?.items.filter(
    (b) => b.waiting + b.parked > 0,
  );
  const faults = useGet<{ items: readonly StockFault[] }>('/v1/stock/faults').value?.items ?? [];
  return (
    <>
      <Head title="Stock" says="all SKUs by name; press one to see why it is that number" />
      {faults.length > 0 && <Faults of={faults} />}
      {waiting && waiting.length > 0 && (
        <Sheet title="Waits to be told" aside="the riskiest first">
          <ul className="pad stack">
            {waiting.map((b) => (
              <li key={b.connection}>
                <Mark tone={b.parked > 0 ? 'person' : 'wait'}>{b.connection}</Mark> {delayed(b).join('; ')}
                {b.riskiest.slice(0, 3).map((r) => (
                  <div key={r.sku} className="small quiet">
                    <Link to="/stock/$sku" params={{ sku: r.sku }}>
                      {r.sku}
                    </Link>{' '}
                    shows {r.shows === null ? 'nothing' : count(r.shows)}, should show {count(r.next)}, waits{' '}
                    <Age at={r.since} />
                  </div>
                ))}
              </li>
            ))}
          </ul>
        </Sheet>
      )}
      <Sheet>
        <List
          label="Stock"
          columns={COLUMNS}
          rows={list.value}
          id={(s) => s.sku}
          failed={list.failed}
          again={list.again}
          more={list.more}
          busy={list.busy}
          open={(s) => void navigate({ to: '/stock/$sku', params: { sku: s.sku } })}
          empty={
            <Empty title="Nothing has been counted">
              A SKU appears when a warehouse or store first says what it has.
            </Empty>
          }
        />
      </Sheet>
    </>
  );
}

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
