/** One subscription: what it was sent and what it answered, and what can be done about it. */
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { AttemptRow, SubscriptionRow } from '../types.ts';
import { address, post } from '../api.ts';
import type { Body, Posted } from '../paths.ts';
import { useChange, useGet, useMay, usePages } from '../data.ts';
import { Head, Mark, Sheet, When } from '../parts/bits.tsx';
import { Pick } from '../parts/filters.tsx';
import { Empty, Said, Waiting } from '../parts/said.tsx';
import { List, type Column } from '../parts/table.tsx';
import { count, plural } from '../words.ts';
import { stateOf } from './subscriptions.tsx';
import '../styles/work.css';

const COLUMNS: readonly Column<AttemptRow>[] = [
  { name: 'When', of: (a) => <When at={a.at} /> },
  { name: 'Event', of: (a) => <Link to="/story/$reference" params={{ reference: a.correlation }}>{a.event}{a.replay && ' (again)'}</Link> },
  { name: 'Answer', of: (a) => <><Mark tone={a.taken ? 'ok' : 'broken'}>{a.status === null ? 'nobody answered' : a.taken ? 'taken' : `refused with ${a.status}`}</Mark>{a.answer && <div className="quiet small wrap">{a.answer}</div>}</> },
  { name: 'Took', of: (a) => `${count(a.milliseconds)} ms`, right: true },
];

export function SubscriptionPage() {
  const { subscription } = useParams({ from: '/partners/subscriptions/$subscription' });
  const search = useSearch({ from: '/partners/subscriptions/$subscription' });
  const navigate = useNavigate();
  const found = useGet('/v1/subscriptions');
  const at = `/v1/subscriptions/${encodeURIComponent(subscription)}` as const;
  const log = usePages(address(`${at}/deliveries`, { taken: search.taken, limit: 50 }));
  const s = found.value?.items.find((x) => x.id === subscription || x.name === subscription);
  if (!s) return <Sheet>{found.value ? <Empty title={`There is no subscription ${subscription}`}><Link to="/partners/subscriptions">All subscriptions</Link></Empty> : found.failed ? <Said failed={found.failed} again={found.again} /> : <Waiting rows={6} />}</Sheet>;
  return (
    <>
      <Head title={s.name} says={<>{stateOf(s)} · {s.waiting === 0 ? 'nothing is owed' : `${plural(s.waiting, 'event')} owed`}</>}><Acts s={s} at={at} /></Head>
      {s.reason && <p className="said" role="alert"><strong>It is {s.state}</strong>{s.reason}</p>}
      <Sheet title="What it is told"><dl className="facts pad">
        <dt>Address</dt><dd className="exact small">{s.url}</dd><dt>Events</dt><dd>{s.events.join(', ')}</dd>
        <dt>Channels</dt><dd>{s.channels.join(', ') || 'all'}</dd><dt>Who the buyer is</dt><dd>{s.personal ? 'it is told; each reading is in the audit trail' : 'it is not told'}</dd>
        <dt>Since</dt><dd><When at={s.createdAt} /></dd></dl></Sheet>
      <div className="filters"><Pick label="Show" value={search.taken} options={[['true', 'what it took'], ['false', 'what it did not take']]}
        set={(taken) => void navigate({ to: '/partners/subscriptions/$subscription', params: { subscription }, search: taken ? { taken } : {} })} /></div>
      <Sheet title="Sent" aside="newest first"><List label="What it was sent" columns={COLUMNS} rows={log.value} id={(a) => a.id} failed={log.failed} again={log.again} more={log.more} busy={log.busy}
        empty={<Empty title="Nothing was sent yet">Press “Send a test”, or wait for the next event.</Empty>} /></Sheet>
    </>
  );
}

type At = `/v1/subscriptions/${string}`;
type Asked = { readonly to: 'test' | 'pause' | 'resume' | 'secret' } | { readonly to: 'replay'; readonly body: Body<`${At}/replay`> };
const tried = (t: Posted<`${At}/test`>): string => (t.taken ? `It took the test in ${count(t.milliseconds)} ms.` : `It did not take the test: ${t.answer}`);
function Acts({ s, at }: { s: SubscriptionRow; at: At }) {
  const [may, mayRenew] = [useMay('operate'), useMay('administer')];
  const [from, setFrom] = useState<string>();
  const act = useChange(async (asked: Asked) => {
    if (asked.to === 'replay') return `${plural((await post(`${at}/replay`, asked.body)).events, 'event')} will be told again, under the ids they had.`;
    if (asked.to === 'secret') return <>The new secret, shown this once: <code>{(await post(`${at}/secret`)).secret}</code></>;
    if (asked.to === 'test') return tried(await post(`${at}/test`));
    await post(`${at}/${asked.to}`);
    return 'Done.';
  }, () => setFrom(undefined));
  if (!may) return null;
  return (
    <>
      <button type="button" disabled={act.isPending} onClick={() => act.mutate({ to: 'test' })}>Send a test</button>
      {s.state === 'active' ? <button type="button" onClick={() => act.mutate({ to: 'pause' })}>Pause</button> : <button type="button" className="primary" onClick={() => act.mutate({ to: 'resume' })}>Resume</button>}
      {mayRenew && <button type="button" onClick={() => act.mutate({ to: 'secret' })}>New secret</button>}
      <button type="button" onClick={() => setFrom('')}>Tell again …</button>
      {from !== undefined && <form className="acts" onSubmit={(event) => { event.preventDefault(); act.mutate({ to: 'replay', body: { from: new Date(from).toISOString() } }); }}>
        <label className="pick"><span>what happened since</span><input type="datetime-local" required value={from} onChange={(event) => setFrom(event.target.value)} /></label>
        <button type="submit" className="primary" disabled={!from}>Tell it again</button></form>}
      {act.data && <span role="status">{act.data}</span>}
      {act.error && <Said failed={act.error} />}
    </>
  );
}
