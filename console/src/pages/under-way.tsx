/** Work under way: what somebody owes and when it is due. Nothing here needs a person; what does is an exception. */
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { OpenWork } from '../types.ts';
import { address } from '../api.ts';
import { useGet, usePages } from '../data.ts';
import { useNow } from '../live.ts';
import { Head, Mark, Sheet, type Tone } from '../parts/bits.tsx';
import { Pick, Views } from '../parts/filters.tsx';
import { Empty } from '../parts/said.tsx';
import { List, type Column } from '../parts/table.tsx';
import { inAll, moment, plural, readable, span } from '../words.ts';

const STATES: Readonly<Record<OpenWork['state'], readonly [Tone, string]>> = {
  Ready: ['going', 'waits'], Queued: ['wait', 'behind another'], Claimed: ['ok', 'being done'],
};
/** Only who reaches a partner can fail to; what is done here waits for its time. */
const tried = (w: OpenWork): boolean => w.attempts > 0 && /^(?:connection|intake):/.test(w.handler);
const stateOf = (w: OpenWork): string => (w.state === 'Ready' && Date.parse(w.due) > Date.now() ? 'waits for its time' : STATES[w.state][1]);
function DueIn({ at }: { at: string }) {
  const left = (Date.parse(at) - useNow(5000)) / 1000;
  return <time dateTime={at} title={moment(at)} className="quiet">{left > 1 ? `in ${span(left)}` : 'now'}</time>;
}
const COLUMNS: readonly Column<OpenWork>[] = [
  { name: 'About', of: (w) => <Link to="/story/$reference" params={{ reference: w.correlation }}>{w.order ? `Order ${w.order}` : w.subject.replace(/\/.*$/, '')}</Link> },
  { name: 'What', of: (w) => readable(w.says) },
  { name: 'Whose turn', of: (w) => w.handler.replace(/^[a-z]+:/, '') },
  { name: 'State', of: (w) => <Mark tone={tried(w) ? 'wait' : STATES[w.state][0]}>{tried(w) ? `tried ${plural(w.attempts, 'time')}` : stateOf(w)}</Mark> },
  { name: 'Last fault', of: (w) => <span className="quiet wrap">{tried(w) && w.why ? readable(w.why) : '–'}</span>, wide: true },
  { name: 'Due', of: (w) => <DueIn at={w.due} />, right: true },
];

export function UnderWay() {
  const search = useSearch({ from: '/under-way' });
  const navigate = useNavigate();
  const partners = useGet('/v1/connections').value?.items;
  const list = usePages(address('/v1/deliveries', { ...search, limit: 50 }));
  return (
    <>
      <Head title="Under way" says={inAll(list.total, 'step', 'what is due first; all of it goes on by itself')} />
      <div className="filters">
        <Pick label="Partner" value={search.connection} options={partners?.map((c) => c.connection) ?? []}
          set={(connection) => void navigate({ to: '/under-way', search: connection ? { connection } : {} })} />
        <Views />
      </div>
      <Sheet>
        <List label="Work under way" columns={COLUMNS} rows={list.value} id={(w) => w.name} failed={list.failed} again={list.again} more={list.more} busy={list.busy}
          open={(w) => void navigate({ to: '/story/$reference', params: { reference: w.correlation } })}
          empty={<Empty title="Nothing is under way">Everything that came in is done, or stands under <Link to="/exceptions">Exceptions</Link>.</Empty>} />
      </Sheet>
    </>
  );
}
