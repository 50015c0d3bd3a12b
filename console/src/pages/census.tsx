/** The census of a partner: what it has = received = accepted = posted, what it was asked = acknowledged; what is missing by name. */
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { address, post } from '../api.ts';
import type { Posted } from '../paths.ts';
import { useChange, useGet, useMay } from '../data.ts';
import type { Census } from '../types.ts';
import { Head, Mark, Sheet, When } from '../parts/bits.tsx';
import { Empty, Said, Waiting } from '../parts/said.tsx';
import { List, type Column } from '../parts/table.tsx';
import { count, plural, title } from '../words.ts';

type Heard = Census['heard'][number];
type Told = Census['told'][number];
const even = (wanted: number, is: number) => (wanted === is ? count(is) : <Mark tone="person">{count(is)}, {count(wanted - is)} short</Mark>);
const named = (missing: readonly string[]) => <ul className="plain small exact">{missing.map((m) => <li key={m}><Link to="/story/$reference" params={{ reference: m.split('/').at(-1)! }}>{m}</Link></li>)}</ul>;
const HEARD: readonly Column<Heard>[] = [
  { name: 'Hour', of: (h) => <When at={h.hour} /> }, { name: 'Kind', of: (h) => h.kind }, { name: 'Received', of: (h) => count(h.received), right: true },
  { name: 'Accepted', of: (h) => even(h.received, h.accepted), right: true }, { name: 'Posted', of: (h) => even(h.received, h.posted), right: true },
  { name: 'Missing', of: (h) => named(h.missing) },
];
const TOLD: readonly Column<Told>[] = [
  { name: 'Hour', of: (h) => <When at={h.hour} /> }, { name: 'Asked for', of: (h) => title(h.kind) }, { name: 'Asked', of: (h) => count(h.asked), right: true },
  { name: 'Acknowledged', of: (h) => even(h.asked, h.acknowledged), right: true }, { name: 'Missing', of: (h) => named(h.missing.map((m) => m.replace(/^\w+:/, ''))) },
];
const SPANS = [['24', 'a day'], ['168', 'a week'], ['744', 'a month']] as const;

export function CensusPage() {
  const { connection } = useParams({ from: '/partners/$connection/census' });
  const search = useSearch({ from: '/partners/$connection/census' });
  const navigate = useNavigate();
  const at = `/v1/census/${encodeURIComponent(connection)}` as const;
  const { value: c, failed, again } = useGet(address(at, { hours: search.hours }));
  if (failed?.unknown) return <Sheet><Empty title={`There is no connection ${connection}`}><Link to="/partners">All partners</Link></Empty></Sheet>;
  if (!c) return <Sheet>{failed ? <Said failed={failed} again={again} /> : <Waiting rows={6} />}</Sheet>;
  return (
    <>
      <Head title={`Census of ${connection}`} says="what it has = received = accepted = posted; what it was asked = acknowledged"><Link className="button" to="/partners/$connection" params={{ connection }}>The partner</Link></Head>
      <div className="filters"><label className="pick"><span>Back</span><select value={search.hours ?? '24'} onChange={(event) => void navigate({ to: '/partners/$connection/census', params: { connection }, search: { hours: event.target.value } })}>
        {SPANS.map(([hours, name]) => <option key={hours} value={hours}>{name}</option>)}</select></label></div>
      <AtSource at={at} />
      <Sheet title="Heard" aside="by hour and kind"><List label="Heard" columns={HEARD} rows={c.heard} id={(h) => `${h.hour} ${h.kind}`} empty={<Empty title="Nothing was heard in this time">Look further back, or ask the partner above what it has.</Empty>} /></Sheet>
      <Sheet title="Asked" aside="what was not needed any more is not counted"><List label="Asked" columns={TOLD} rows={c.told} id={(h) => `${h.hour} ${h.kind}`} empty={<Empty title="Nothing was asked in this time" />} /></Sheet>
    </>
  );
}

function AtSource({ at }: { at: `/v1/census/${string}` }) {
  const [mayAsk, mayTake] = [useMay('work'), useMay('operate')];
  const ask = useChange(() => post(`${at}/source`));
  const take = useChange((from: Readonly<Record<string, string>> | undefined) =>
    post(`${at}/backfill`, { why: 'census', ...(from && { from }) }));
  const further = furtherOf(take.data);
  const missing = (ask.data?.items ?? []).reduce((n, s) => n + s.missing.length, 0);
  const failed = ask.error ?? take.error;
  if (!mayAsk) return null;
  return (
    <Sheet title="At the partner" aside="asked now, nothing is taken">
      <p className="pad acts"><button type="button" disabled={ask.isPending} onClick={() => ask.mutate(undefined)}>{ask.isPending ? 'Asking …' : 'Count at the source'}</button>
        {mayTake && missing > 0 && <button type="button" className="primary" disabled={take.isPending} onClick={() => take.mutate(further)}>{further ? 'Go on' : 'Take what is missing'}</button>}</p>
      {ask.data?.items.map((s) => <OnePoll key={s.poll} of={s} />)}
      {take.data && <Taken of={take.data} more={further !== undefined} />}
      {failed && <Said failed={failed} />}
    </Sheet>
  );
}

type Source = Posted<`/v1/census/${string}/source`>['items'][number];
const OnePoll = ({ of: s }: { of: Source }) => (
  <div className="pad"><strong>{title(s.poll)}</strong>: {s.problem ?? <>{count(s.listed)} listed{s.more && ' so far'}, {s.listed === s.heard ? <Mark tone="ok">all heard</Mark> : <Mark tone="person">{count(s.listed - s.heard)} never heard</Mark>}</>}
    {s.missing.length > 0 && <p className="small exact wrap">{s.missing.join(', ')}</p>}</div>
);
const furtherOf = (took: { readonly next: Readonly<Record<string, string>> } | undefined) =>
  (took && Object.keys(took.next).length > 0 ? took.next : undefined);
interface Took { readonly taken: number; readonly problems: readonly { readonly poll: string; readonly problem: string }[] }
const Taken = ({ of, more }: { of: Took; more: boolean }) => (
  <p className="pad told" role="status">{plural(of.taken, 'document')} taken{more && '; there is more'}.
    {of.problems.map((x) => ` ${title(x.poll)} could not be asked: ${x.problem}.`)}</p>
);
