/** One register day: its takings, its Z reports against its tickets, and the entry each ticket is in. */
import { Link, useParams } from '@tanstack/react-router';
import type { RegisterDaySheet } from '../types.ts';
import { useGet } from '../data.ts';
import { Day, Head, Money, Sheet, When } from '../parts/bits.tsx';
import { Empty, Said, Waiting } from '../parts/said.tsx';
import { List, type Column } from '../parts/table.tsx';
import { count, plural, title } from '../words.ts';
import { stateOf, varianceOf } from './register-days.tsx';

type Taking = RegisterDaySheet['takings'][number];
const taken = (t: Taking): string => [title(t.kind), t.of && title(t.of), t.method && title(t.method)].filter(Boolean).join(' · ');

export function RegisterDayPage() {
  const { day } = useParams({ from: '/finance/register-days/$day' });
  const { value: d, failed, again } = useGet(`/v1/register-days/${encodeURIComponent(day)}`);
  if (failed?.unknown) return <Sheet><Empty title="There is no such register day"><Link to="/finance/register-days">All register days</Link></Empty></Sheet>;
  if (!d) return <Sheet>{failed ? <Said failed={failed} again={again} /> : <Waiting rows={6} />}</Sheet>;
  const amount = (of: string | null) => (of === null ? <span className="quiet">–</span> : <Money of={of} currency={d.currency} />);
  const reports: readonly Column<RegisterDaySheet['reports'][number]>[] = [
    { name: 'Z report', of: (r) => r.number }, { name: 'At', of: (r) => <When at={r.at} /> },
    { name: 'Tickets', of: (r) => (r.tickets === null ? '–' : count(r.tickets)), right: true }, { name: 'Sales', of: (r) => amount(r.sales), right: true },
    { name: 'Tax', of: (r) => amount(r.tax), right: true }, { name: 'Over or short', of: (r) => amount(r.over), right: true },
  ];
  const records: readonly Column<RegisterDaySheet['records'][number]>[] = [
    { name: 'Ticket', of: (r) => <Link to="/story/$reference" params={{ reference: r.ticket }}>{r.ticket}</Link> }, { name: 'Kind', of: (r) => title(r.kind) },
    { name: 'At', of: (r) => <When at={r.at} /> }, { name: 'Takings', of: (r) => r.takings.map((t) => <div key={taken(t)} className="small">{taken(t)}</div>), wide: true },
    { name: 'Amounts', of: (r) => r.takings.map((t) => <div key={taken(t)} className="small">{amount(t.amount)}</div>), right: true },
    { name: 'Entry', of: (r) => (r.part === null ? <span className="wait">not yet</span> : r.part === 0 ? 'day end' : `supplement ${r.part}`) },
  ];
  return (
    <>
      <Head title={`${d.store}, register ${d.register}`} says={<><Day date={d.date} /> · {stateOf(d)} · {plural(d.tickets, 'ticket')} · {varianceOf(d)}</>}>
        <Link className="button" to="/story/$reference" params={{ reference: d.correlation }}>Story</Link></Head>
      <div className="columns even">
        <Sheet title="Takings"><List label="Takings" rows={d.takings} id={taken} empty={<Empty title="Nothing was taken" />}
          columns={[{ name: 'What', of: taken }, { name: 'Amount', of: (t) => amount(t.amount), right: true }]} /></Sheet>
        <Sheet title="What the register counted"><List label="Z reports" columns={reports} rows={d.reports} id={(r) => r.number} empty={<Empty title="No Z report yet">The day is posted from its tickets.</Empty>} /></Sheet>
      </div>
      <Sheet title="Tickets"><List label="Tickets" columns={records} rows={d.records} id={(r) => `${r.ticket} ${r.kind} ${r.at}`} empty={<Empty title="No tickets" />} /></Sheet>
    </>
  );
}
