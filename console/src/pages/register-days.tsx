/** Register days: what each register took on a business date, and whether its own count agrees. */
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { RegisterDayRow } from '../types.ts';
import { address } from '../api.ts';
import { usePages } from '../data.ts';
import { Day, Head, Mark, Money, Sheet } from '../parts/bits.tsx';
import { TextFilter, Views } from '../parts/filters.tsx';
import { Empty } from '../parts/said.tsx';
import { List, type Column } from '../parts/table.tsx';
import { count, inAll } from '../words.ts';
import { FinanceTabs, isZero } from './finance.tsx';

export const stateOf = (d: Pick<RegisterDayRow, 'state' | 'waiting'>) =>
  d.waiting > 0 ? <Mark tone="person">{count(d.waiting)} not posted</Mark>
    : d.state === 'closed' ? <Mark tone="ok">in the books</Mark> : <Mark tone="going">{d.state}</Mark>;
export const varianceOf = (d: Pick<RegisterDayRow, 'variance' | 'currency'>) =>
  d.variance === null ? <span className="quiet">not counted yet</span> : isZero(d.variance) ? <Mark tone="ok">agrees</Mark>
    : <Mark tone="person"><Money of={d.variance} currency={d.currency} /></Mark>;
const COLUMNS: readonly Column<RegisterDayRow>[] = [
  { name: 'Business date', of: (d) => <Link to="/finance/register-days/$day" params={{ day: d.id }}><Day date={d.date} /></Link> },
  { name: 'Store', of: (d) => d.store },
  { name: 'Register', of: (d) => d.register },
  { name: 'State', of: stateOf },
  { name: 'Register and tickets', of: varianceOf },
  { name: 'Tickets', of: (d) => count(d.tickets), right: true },
  { name: 'Entries', of: (d) => count(d.entries), right: true, wide: true },
];

export function RegisterDays() {
  const search = useSearch({ from: '/finance/register-days' });
  const navigate = useNavigate();
  const list = usePages(address('/v1/register-days', { ...search, limit: 50 }));
  const set = (name: keyof typeof search) => (value: string | undefined) => void navigate({ to: '/finance/register-days', search: { ...search, [name]: value } });
  return (
    <>
      <Head title="Register days" says={inAll(list.total, 'register day', 'newest first; a late ticket makes a supplement')} />
      <FinanceTabs />
      <div className="filters">
        <TextFilter label="Store" value={search.store} set={set('store')} />
        <TextFilter label="From" type="date" value={search.from} set={set('from')} />
        <TextFilter label="To" type="date" value={search.to} set={set('to')} />
        <label><input type="checkbox" checked={search.variance === 'true'} onChange={(event) => set('variance')(event.target.checked ? 'true' : undefined)} /> only where register and tickets disagree</label>
        <Views />
      </div>
      <Sheet>
        <List label="Register days" columns={COLUMNS} rows={list.value} id={(d) => d.id} failed={list.failed} again={list.again} more={list.more} busy={list.busy}
          open={(d) => void navigate({ to: '/finance/register-days/$day', params: { day: d.id } })}
          empty={<Empty title="No register day">One appears with the first ticket or Z report of a register.</Empty>} />
      </Sheet>
    </>
  );
}
