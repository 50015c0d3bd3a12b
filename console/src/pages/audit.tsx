/** Who did what, before and after, and whether the trail is as it was written. */
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { AuditRow } from '../types.ts';
import { address } from '../api.ts';
import { useGet, usePages } from '../data.ts';
import { Head, Mark, Sheet, When } from '../parts/bits.tsx';
import { Box } from '../parts/dialog.tsx';
import { Pick, startOf, TextFilter, Views } from '../parts/filters.tsx';
import { Empty } from '../parts/said.tsx';
import { List, type Column } from '../parts/table.tsx';
import { didWhat, TOLD_KINDS } from '../names.ts';
import { inAll, person } from '../words.ts';

const COLUMNS: readonly Column<AuditRow>[] = [
  { name: 'When', of: (a) => <span className="money"><When at={a.at} /></span> }, { name: 'Who', of: (a) => person(a.who) }, { name: 'What', of: (a) => <span title={a.what}>{didWhat(a.what)}</span> },
  { name: 'Of', of: (a) => <span className="quiet small">{summary(a)}</span>, wide: true },
  { name: 'Why', of: (a) => a.why ?? <span className="quiet">–</span> },
];
function summary(a: AuditRow): string {
  const of = (a.after ?? a.before ?? {}) as Record<string, unknown>;
  const text = Object.entries(of).filter(([, v]) => typeof v !== 'object').map(([k, v]) => `${k} ${String(v)}`).join(', ');
  return text.length > 90 ? `${text.slice(0, 90)} …` : text;
}

export function Audit() {
  const search = useSearch({ from: '/audit' });
  const navigate = useNavigate();
  const list = usePages(address('/v1/audit', { ...search, from: startOf(search.from), to: startOf(search.to), limit: 50 }));
  const set = (name: keyof typeof search) => (value: string | undefined) => void navigate({ to: '/audit', search: { ...search, [name]: value } });
  const chain = useGet('/v1/audit/chain', { live: false }).value;
  const [open, setOpen] = useState<AuditRow>();
  return (
    <>
      <Head title="Audit" says={<>{inAll(list.total, 'entry', 'newest first', 'entries')} · {chain && (chain.intact ? <Mark tone="ok">The trail is as it was written</Mark>
        : <Mark tone="broken">The trail was changed at entry {chain.brokenAt}</Mark>)}</>} />
      <div className="filters">
        <Pick label="What" value={search.what} options={TOLD_KINDS.map((k) => [k, didWhat(k)] as const)} set={set('what')} />
        <TextFilter label="Who" value={search.who} set={set('who')} />
        <TextFilter label="From" type="date" value={search.from} set={set('from')} />
        <TextFilter label="Before" type="date" value={search.to} set={set('to')} />
        <Views />
      </div>
      <Sheet>
        <List label="Audit trail" columns={COLUMNS} rows={list.value} id={(a) => a.position} failed={list.failed} again={list.again}
          more={list.more} busy={list.busy} open={setOpen} empty={<Empty title="Nothing was done yet">Every change of a person or key leaves an entry here.</Empty>} />
      </Sheet>
      {open && (
        <Box title={`${person(open.who)} ${didWhat(open.what)}`} close={() => setOpen(undefined)} wide>
          <p><When at={open.at} />{open.why && `: ${open.why}`}</p>
          <div className="columns even">
            <div><strong>Before</strong><pre className="raw">{JSON.stringify(open.before, null, 2)}</pre></div>
            <div><strong>After</strong><pre className="raw">{JSON.stringify(open.after, null, 2)}</pre></div>
          </div>
        </Box>
      )}
    </>
  );
}
