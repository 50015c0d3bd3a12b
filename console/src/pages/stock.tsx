/** Stock by SKU: on hand, promised, free. A row opens to why. */
import { Link, useNavigate } from '@tanstack/react-router';
import type { StockRow } from '../../../src/api/types.ts';
import { usePages } from '../data.ts';
import { Head, Sheet } from '../parts/bits.tsx';
import { Empty } from '../parts/said.tsx';
import { List, type Column } from '../parts/table.tsx';
import { count } from '../words.ts';

const COLUMNS: readonly Column<StockRow>[] = [
  { name: 'SKU', of: (s) => <Link to="/stock/$sku" params={{ sku: s.sku }}>{s.sku}</Link> },
  { name: 'Title', of: (s) => s.title ?? <span className="quiet">not in the catalog</span>, wide: true },
  { name: 'On hand', of: (s) => count(s.onHand), right: true },
  { name: 'Reserved', of: (s) => (s.reserved > 0 ? count(s.reserved) : <span className="quiet">0</span>), right: true },
  { name: 'Free', of: (s) => <span className={s.available === 0 ? 'person strong' : 'strong'}>{count(s.available)}</span>, right: true },
];

export function StockList() {
  const navigate = useNavigate();
  const list = usePages<StockRow>('/v1/stock?limit=100');
  return (
    <>
      <Head title="Stock" says="all SKUs by name; press one to see why it is that number" />
      <Sheet>
        <List label="Stock" columns={COLUMNS} rows={list.value} id={(s) => s.sku} failed={list.failed} again={list.again} more={list.more}
          busy={list.busy} open={(s) => void navigate({ to: '/stock/$sku', params: { sku: s.sku } })}
          empty={<Empty title="Nothing has been counted">A SKU appears when a warehouse or store first says what it has.</Empty>} />
      </Sheet>
    </>
  );
}
