/** Months of the books, each open, soft-closed or closed. */
import { Link, useNavigate } from '@tanstack/react-router';
import type { PeriodRow } from '../types.ts';
import { useGet } from '../data.ts';
import { Head, Mark, Sheet, When, type Tone } from '../parts/bits.tsx';
import { Empty } from '../parts/said.tsx';
import { List, type Column } from '../parts/table.tsx';
import { count, month, person } from '../words.ts';
import { FinanceTabs } from './finance.tsx';

const TONES: Readonly<Record<PeriodRow['state'], Tone>> = { open: 'going', 'soft-closed': 'wait', closed: 'ok' };
export const stateOf = (state: PeriodRow['state']) => <Mark tone={TONES[state]}>{state}</Mark>;
const COLUMNS: readonly Column<PeriodRow>[] = [
  { name: 'Month', of: (p) => <Link to="/finance/periods/$period" params={{ period: p.period }} search={{ entity: p.entity }}>{month(p.period)}</Link> },
  { name: 'Legal entity', of: (p) => p.entity },
  { name: 'State', of: (p) => stateOf(p.state) },
  { name: 'Entries', of: (p) => count(p.entries), right: true },
  { name: 'Changed', of: (p) => (p.changedAt ? <><When at={p.changedAt} /> <span className="quiet">by {person(p.changedBy ?? '')}{p.why && `: ${p.why}`}</span></> : <span className="quiet">–</span>), wide: true },
];

export function Periods() {
  const navigate = useNavigate();
  const list = useGet('/v1/periods');
  return (
    <>
      <Head title="Periods" says="open one to see what its close still needs" />
      <FinanceTabs />
      <Sheet>
        <List label="Periods" columns={COLUMNS} rows={list.value?.items} id={(p) => `${p.entity} ${p.period}`} failed={list.failed} again={list.again}
          open={(p) => void navigate({ to: '/finance/periods/$period', params: { period: p.period }, search: { entity: p.entity } })}
          empty={<Empty title="No month has entries yet">The first invoice or payout opens one.</Empty>} />
      </Sheet>
    </>
  );
}
