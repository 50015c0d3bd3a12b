/** Products: find, correct, add, import and export. */
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { Page, ProductRow } from '../types.ts';
import { address, get, post } from '../api.ts';
import { useChange, useMay, usePages } from '../data.ts';
import { Field, Head, Sheet } from '../parts/bits.tsx';
import { download, fromCsv, toCsv } from '../parts/csv.ts';
import { Box } from '../parts/dialog.tsx';
import { TextFilter } from '../parts/filters.tsx';
import { Empty, Said } from '../parts/said.tsx';
import { List, type Column } from '../parts/table.tsx';
import { inAll, plural } from '../words.ts';

const COLUMNS: readonly Column<ProductRow>[] = [
  { name: 'SKU', of: (p) => <span className="exact strong">{p.sku}</span> }, { name: 'Title', of: (p) => p.title },
  { name: 'GTIN', of: (p) => p.gtin ?? <span className="quiet">–</span>, wide: true },
  { name: 'Stock', of: (p) => <Link to="/stock/$sku" params={{ sku: p.sku }}>why</Link>, right: true },
];
const BATCH = 1000;
type Save = readonly Pick<ProductRow, 'sku' | 'title' | 'gtin'>[];
async function save(items: Save): Promise<{ saved: number }> {
  let saved = 0;
  for (let i = 0; i < items.length; i += BATCH) saved += (await post('/v1/products', { items: items.slice(i, i + BATCH) })).saved;
  return { saved };
}
async function everything(): Promise<readonly ProductRow[]> {
  const all: ProductRow[] = [];
  for (let after: string | null = ''; after !== null;) {
    const page: Page<ProductRow> = await get(address('/v1/products', { limit: 200, after }));
    all.push(...page.items);
    after = page.next;
  }
  return all;
}

export function Catalog() {
  const search = useSearch({ from: '/catalog' });
  const navigate = useNavigate();
  const may = useMay('operate');
  const list = usePages(address('/v1/products', { ...search, limit: 100 }));
  const [open, setOpen] = useState<ProductRow>();
  const change = useChange(save, () => setOpen(undefined));
  const take = async () => download('products.csv', toCsv([['sku', 'title', 'gtin'], ...(await everything()).map((p) => [p.sku, p.title, p.gtin ?? ''])]));
  const bring = async (file: File | undefined) => {
    const [head = [], ...lines] = fromCsv((await file?.text()) ?? '');
    const at = (name: string) => head.indexOf(name);
    change.mutate(lines.map((l) => ({ sku: l[at('sku')] ?? '', title: l[at('title')] ?? '', gtin: l[at('gtin')] || null })));
  };
  return (
    <>
      <Head title="Catalog" says={inAll(list.total, 'product', 'by our own SKU')}>
        {may && <button type="button" className="primary" onClick={() => setOpen({ sku: '', title: '', gtin: null })}>Add</button>}
        {may && <label className="button">Import<input type="file" accept=".csv,text/csv" className="sr" onChange={(e) => void bring(e.target.files?.[0])} /></label>}
        <button type="button" onClick={() => void take()}>Export</button>
      </Head>
      <div className="filters"><TextFilter label="Find" value={search.search} set={(text) => void navigate({ to: '/catalog', search: text ? { search: text } : {} })} />
        {change.data && <span role="status">{plural(change.data.saved, 'product')} saved</span>}</div>
      {change.error && <Said failed={change.error} />}
      <Sheet>
        <List label="Products" columns={COLUMNS} rows={list.value} id={(p) => p.sku} failed={list.failed} again={list.again} more={list.more} busy={list.busy}
          {...(may && { open: setOpen })} empty={<Empty title="No products">Add one, import a CSV with sku, title and gtin, or let a channel’s listing tell.</Empty>} />
      </Sheet>
      {open && <Edit of={open} save={(p) => change.mutate([p])} busy={change.isPending} close={() => setOpen(undefined)} />}
    </>
  );
}

function Edit({ of, save: keep, busy, close }: { of: ProductRow; save: (p: ProductRow) => void; busy: boolean; close: () => void }) {
  const [p, setP] = useState(of);
  return (
    <Box title={of.sku || 'Add a product'} close={close}>
      <form className="stack" onSubmit={(event) => { event.preventDefault(); keep(p); }}>
        {!of.sku && <Field label="SKU"><input required value={p.sku} onChange={(e) => setP({ ...p, sku: e.target.value })} /></Field>}
        <Field label="Title"><input required value={p.title} onChange={(e) => setP({ ...p, title: e.target.value })} /></Field>
        <Field label="GTIN"><input value={p.gtin ?? ''} inputMode="numeric" onChange={(e) => setP({ ...p, gtin: e.target.value || null })} /></Field>
        <div className="acts"><button type="submit" className="primary" disabled={busy}>Save</button></div>
      </form>
    </Box>
  );
}
