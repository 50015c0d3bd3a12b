/** Returns: what is to come back, what came, and how far each is. */
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { ReturnRow } from '../types.ts';
import { address } from '../api.ts';
import { useGet, usePages } from '../data.ts';
import { Age, Head, Mark, Sheet, type Tone } from '../parts/bits.tsx';
import { Pick, Views } from '../parts/filters.tsx';
import { Empty } from '../parts/said.tsx';
import { List, type Column } from '../parts/table.tsx';
import { inAll, plural, title } from '../words.ts';

/** As src/store/return.ts derives them. */
const STAGES = ['requested', 'authorised', 'on its way', 'received', 'inspected', 'cancelled', 'declined', 'closed'];
const TONES: Readonly<Record<string, Tone>> = { requested: 'person', received: 'wait', inspected: 'ok', closed: 'ok' };
/** An id of ours says nothing to anybody: goods that nobody announced are named after their order. */
export const returnName = (r: { number?: string | null; external: string; orderNumber: string | null }): string => {
  const name = r.number || r.external;
  return /^(ord|ret)-[a-z0-9]{16}/.test(name) ? `unannounced${r.orderNumber ? `, of ${r.orderNumber}` : ''}` : name;
};
export const stageOf = (stage: string) => <Mark tone={TONES[stage] ?? 'going'}>{stage}</Mark>;
export const unitsOf = (lines: ReturnRow['lines']): string =>
  lines.length === 1 ? `${lines[0]!.quantity} × ${lines[0]!.sku ?? 'one line'}` : plural(lines.reduce((n, l) => n + l.quantity, 0), 'unit');

const COLUMNS: readonly Column<ReturnRow>[] = [
  { name: 'Return', of: (r) => <Link to="/returns/$return" params={{ return: r.id }}>{returnName(r)}</Link> },
  { name: 'Order', of: (r) => <Link to="/story/$reference" params={{ reference: r.order }}>{r.orderNumber ?? 'its story'}</Link> },
  { name: 'Told by', of: (r) => r.connection, wide: true },
  { name: 'Stage', of: (r) => stageOf(r.stage) },
  { name: 'Goods', of: (r) => unitsOf(r.lines) },
  { name: 'Reason', of: (r) => (r.reason ? title(r.reason) : <span className="quiet">–</span>), wide: true },
  { name: 'Age', of: (r) => <span className="quiet"><Age at={r.openedAt} /></span>, right: true },
];

export function Returns() {
  const search = useSearch({ from: '/returns' });
  const navigate = useNavigate();
  const partners = useGet('/v1/connections').value?.items;
  const list = usePages(address('/v1/returns', { ...search, limit: 50 }));
  const set = (name: keyof typeof search) => (value: string | undefined) =>
    void navigate({ to: '/returns', search: { ...search, [name]: value } });
  const filtered = Object.keys(search).length > 0;
  return (
    <>
      <Head title="Returns" says={inAll(list.total, 'return', 'newest first; money that went back stands under Refunds')} />
      <div className="filters">
        <Pick label="Told by" value={search.connection} options={partners?.map((c) => c.connection) ?? []} set={set('connection')} />
        <Pick label="Stage" value={search.stage} options={STAGES} set={set('stage')} />
        <Views />
      </div>
      <Sheet>
        <List label="Returns" columns={COLUMNS} rows={list.value} id={(r) => r.id} failed={list.failed} again={list.again} more={list.more} busy={list.busy}
          open={(r) => void navigate({ to: '/returns/$return', params: { return: r.id } })}
          empty={filtered ? <Empty title="No return is like this"><Link to="/returns">Show all returns</Link></Empty>
            : <Empty title="No returns">One appears when a buyer asks, a channel agrees, or goods come back by themselves.</Empty>} />
      </Sheet>
    </>
  );
}
