/** One proposal: what would have been otherwise, who decides, on one connection first or for all, and the way back. */
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { post } from '../api.ts';
import { useChange, useGet, useMay, useSession } from '../data.ts';
import type { BacktestDifference, Proposal } from '../types.ts';
import { Field, Head, Mark, Sheet, When, type Tone } from '../parts/bits.tsx';
import { Empty, Said, Waiting } from '../parts/said.tsx';
import { List, type Column } from '../parts/table.tsx';
import { count, person, plural } from '../words.ts';
import { StateMark } from './proposals.tsx';

export function ProposalPage() {
  const { proposal } = useParams({ from: '/mappings/proposals/$proposal' });
  const at = `/v1/proposals/${encodeURIComponent(proposal)}` as const;
  const { value: p, failed, again } = useGet(at, { live: false, every: 2000 });
  if (failed?.unknown) return <Sheet><Empty title={`There is no proposal ${proposal}`}><Link to="/mappings/proposals" search={{}}>All proposals</Link></Empty></Sheet>;
  if (!p) return <Sheet>{failed ? <Said failed={failed} again={again} /> : <Waiting rows={6} />}</Sheet>;
  return (
    <>
      <Head title={p.says[0] ?? 'Proposal'} says={<><StateMark p={p} /> proposed by {person(p.author)}, <When at={p.proposedAt} />{p.why && <>: “{p.why}”</>}</>} />
      <Sheet title="What it changes"><ul className="pad plain">{p.says.map((says) => <li key={says} className="exact wrap">{says}</li>)}</ul>
        <dl className="facts pad">
          {p.decidedBy && <><dt>Decided</dt><dd>{p.state}, {person(p.decidedBy)}{p.decidedAt && <>, <When at={p.decidedAt} /></>}{p.said && <>: “{p.said}”</>}</dd></>}
          {p.version !== null && <><dt>Version</dt><dd>{p.version}{p.activeFrom && <>, counts from <When at={p.activeFrom} /></>}</dd></>}
          <dt>Second person</dt><dd>{p.guarded ? 'it decides about tax, discounts, fees or revenue: finance approves it, never its author' : 'somebody else than its author approves it'}</dd></dl></Sheet>
      <Backtested p={p} at={at} />
      <Decide p={p} at={at} />
    </>
  );
}
interface Props { readonly p: Proposal; readonly at: `/v1/proposals/${string}` }

function Backtested({ p, at }: Props) {
  const b = p.backtest;
  return (
    <Sheet title="Backtest" aside={b?.from && b.to ? <><When at={b.from} /> to <When at={b.to} /></> : 'what past traffic would have come to'}>
      {(p.state === 'proposed' || p.state === 'canary') && <Run p={p} at={at} />}
      {b ? <Course b={b} /> : <Empty title="It was not run yet">It reads the stored documents again and decides again, with this change; nothing is written, no partner is asked.</Empty>}
    </Sheet>
  );
}

function Run({ p, at }: Props) {
  const [days, setDays] = useState('7');
  const may = useSession()?.rights.some((right) => right === 'operate' || right === 'approve');
  const run = useChange(() => post(`${at}/backtest`, { days: Number(days) }));
  if (!may) return null;
  return (
    <form className="filters pad" onSubmit={(event) => { event.preventDefault(); run.mutate(undefined); }}>
      <label className="pick"><span>Days back</span><input type="number" min={1} max={90} required value={days} onChange={(event) => setDays(event.target.value)} /></label>
      <button type="submit" className="primary" disabled={run.isPending || p.backtest?.state === 'running'}>{p.backtest ? 'Run it again' : 'Run it'}</button>
      {run.error && <Said failed={run.error} />}
    </form>
  );
}

type Backtest = NonNullable<Proposal['backtest']>;
function Course({ b }: { b: Backtest }) {
  if (b.state === 'failed') return <p className="said" role="alert"><strong>It failed</strong>{b.error}</p>;
  if (b.state === 'done') return <Found b={b} />;
  const [looked, total] = [b.looked ?? 0, b.total ?? 0];
  return <p className="pad" role="status"><progress value={looked} max={total || 1} aria-label="Backtest" /> {count(looked)} of {total ? count(total) : '…'} messages. You can leave; it goes on.</p>;
}

const KINDS = { document: 'told to partners', journal: 'journals', decision: 'decisions', fact: 'facts', stops: 'would stop', 'goes on': 'would go on' } as const;
const TONE: Readonly<Record<BacktestDifference['kind'], Tone>> =
  { document: 'going', journal: 'going', decision: 'wait', fact: 'wait', stops: 'person', 'goes on': 'ok' };
const COLUMNS: readonly Column<BacktestDifference>[] = [
  { name: 'What', of: (d) => <><Mark tone={TONE[d.kind]}>{KINDS[d.kind]}</Mark> {d.correlation ? <Link to="/story/$reference" params={{ reference: d.correlation }}>{d.says}</Link> : d.says}</> },
  { name: 'Where', of: (d) => lines(d, (c) => c.path) },
  { name: 'Is', of: (d) => lines(d, (c) => c.before ?? '–') }, { name: 'Would be', of: (d) => lines(d, (c) => c.after ?? '–') },
];
const SHOWN = 6;
const lines = (d: BacktestDifference, of: (c: BacktestDifference['changes'][number]) => string) => (
  <ul className="plain small exact">{d.changes.slice(0, SHOWN).map((c) => <li key={c.path}>{of(c)}</li>)}{d.changes.length > SHOWN && <li className="quiet">{d.changes.length - SHOWN} more</li>}</ul>
);

function Found({ b }: { b: Backtest }) {
  const [kind, setKind] = useState<BacktestDifference['kind']>();
  const all = b.differences ?? [];
  const said = Object.entries(b.counts ?? {}).filter(([, n]) => n > 0) as [BacktestDifference['kind'], number][];
  const total = said.reduce((n, [, x]) => n + x, 0);
  return (
    <>
      <p className="pad" role="status">{plural(b.looked ?? 0, 'message')} gone through: {total === 0 ? 'nothing would have been otherwise.' : `${plural(total, 'difference')}.`}</p>
      {b.notJudged?.map((why) => <p key={why} className="pad quiet">Not judged: {why}.</p>)}
      {b.unread?.map((u) => <p key={u.why} className="pad quiet">{plural(u.count, 'document')} not read again: {u.why}.</p>)}
      {said.length > 0 && <div className="filters pad" role="group" aria-label="Kinds">{said.map(([k, n]) => (
        <button key={k} type="button" aria-pressed={kind === k} onClick={() => setKind(kind === k ? undefined : k)}>{KINDS[k]} {count(n)}</button>))}</div>}
      {total > 0 && <List label="Differences" columns={COLUMNS} rows={all.filter((d) => !kind || d.kind === kind).map((d, n) => ({ ...d, n }))} id={(d) => String((d as { n?: number }).n)} empty={<Empty title="None of this kind among those kept" />} />}
      {total > all.length && <p className="pad quiet">The first {count(all.length)} are kept.</p>}
    </>
  );
}

function Decide({ p, at }: Props) {
  const session = useSession();
  const may = useMay(p.guarded ? 'approve' : 'operate');
  if (!may || !session || p.state === 'rejected' || p.state === 'taken back') return null;
  const own = session.who === p.author;
  return (
    <Sheet title={p.state === 'active' ? 'The way back' : 'Decide'}>
      <div className="pad stack">
        {p.state !== 'active' && (own ? <p className="quiet">You proposed it; somebody else approves it.</p> : <Approve p={p} at={at} />)}
        <Turn p={p} at={at} own={own} />
      </div>
    </Sheet>
  );
}

const because = (why: string): { why?: string } => (why.trim() ? { why: why.trim() } : {});
function Approve({ p, at }: Props) {
  const partners = useGet('/v1/connections').value?.items ?? [];
  const [given, setGiven] = useState({ why: '', canary: '', from: '' });
  const set = (name: keyof typeof given) => (event: { target: { value: string } }) => setGiven({ ...given, [name]: event.target.value });
  const { why, canary, from } = given;
  const approve = useChange(() => post(`${at}/approve`, { ...because(why), ...(canary && { canary }), ...(from && { from: new Date(from).toISOString() }) }));
  return (
    <form className="stack" onSubmit={(event) => { event.preventDefault(); approve.mutate(undefined); }}>
      <Field label="Why"><input value={why} maxLength={500} onChange={set('why')} /></Field>
      {p.state === 'proposed' && <Field label="First for" hint="a canary: it counts for this connection alone until it is approved for all">
        <select value={canary} onChange={set('canary')}><option value="">all, at once</option>{partners.map((c) => <option key={c.connection}>{c.connection}</option>)}</select></Field>}
      <Field label="Active from" hint="now, unless a time is given"><input type="datetime-local" value={from} onChange={set('from')} /></Field>
      <div className="acts"><button type="submit" className="primary" disabled={approve.isPending}>{p.state === 'canary' ? 'Approve for all' : canary ? `Approve for ${canary}` : 'Approve'}</button></div>
      {approve.error && <Said failed={approve.error} />}
    </form>
  );
}

/** The ways that need nobody else: not at all, or back. */
function Turn({ p, at, own }: Props & { readonly own: boolean }) {
  const turn = useChange((verb: 'reject' | 'take-back') => post(`${at}/${verb}`));
  return (
    <div className="acts">
      {p.state === 'proposed' ? <button type="button" disabled={turn.isPending} onClick={() => turn.mutate('reject')}>{own ? 'Withdraw' : 'Reject'}</button>
        : <button type="button" className="danger" disabled={turn.isPending} onClick={() => turn.mutate('take-back')}>Take it back</button>}
      {turn.error && <Said failed={turn.error} />}
    </div>
  );
}
