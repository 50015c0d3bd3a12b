/** The close of one month: what blocks it and what to do, the proof, roll-forwards, and the act itself. */
import { Link, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { Checklist, PeriodRow } from '../types.ts';
import { address, post } from '../api.ts';
import { useChange, useGet, useMay } from '../data.ts';
import { Head, Mark, Sheet, type Tone } from '../parts/bits.tsx';
import { Empty, Said, Waiting } from '../parts/said.tsx';
import { month, plural, title } from '../words.ts';
import { Proof, RollForwards } from './period-proof.tsx';
import { stateOf } from './periods.tsx';
import '../styles/work.css';

const TONES: Readonly<Record<Checklist['checks'][number]['state'], Tone>> = { fine: 'ok', open: 'wait', blocks: 'person' };

/** Where a check is settled. */
const WHERE: Readonly<Record<string, { to: string; search?: Record<string, string> }>> = {
  'earlier months': { to: '/finance/periods' }, approvals: { to: '/finance/approvals' }, 'codes classified late': { to: '/finance/approvals' },
  deposits: { to: '/finance/bank', search: { deposits: 'missing' } }, 'exceptions of finance': { to: '/exceptions', search: { owner: 'finance' } },
  suspense: { to: '/exceptions', search: { owner: 'finance', kind: 'UnknownFeeCode' } },
};

/** An address may name a month only: whose books are meant is chosen, where there are several. */
export function PeriodPage() {
  const { period } = useParams({ from: '/finance/periods/$period' });
  const { entity } = useSearch({ from: '/finance/periods/$period' });
  const all = useGet(entity ? undefined : '/v1/periods').value?.items.filter((p) => p.period === period) ?? [];
  if (all.length < 2) return <OneMonth period={period} entity={entity} />;
  return (
    <>
      <Head title={month(period)} says="stands in several books: whose are meant?" />
      <Sheet><ul className="pad stack">{all.map((p) => (
        <li key={p.entity}><Link to="/finance/periods/$period" params={{ period }} search={{ entity: p.entity }}>{p.entity}</Link> {stateOf(p.state)} <span className="quiet">{plural(p.entries, 'entry', 'entries')}</span></li>))}</ul></Sheet>
    </>
  );
}

function OneMonth({ period, entity }: { period: string; entity: string | undefined }) {
  const list = useGet(address(`/v1/periods/${period}/checklist`, { entity }));
  const proof = useGet(address('/v1/reconciliation', { period, entity }));
  const now = useGet(address('/v1/periods', { entity })).value?.items.find((p) => p.period === period);
  const c = list.value;
  if (!c) return <Sheet>{list.failed ? (list.failed.unknown ? <Empty title="There is no such month"><Link to="/finance/periods">All months</Link></Empty> : <Said failed={list.failed} again={list.again} />) : <Waiting rows={8} />}</Sheet>;
  return (
    <>
      <Head title={month(period)} says={<>{c.entity} · {now ? stateOf(now.state) : 'no entries yet'} · {c.ready ? 'nothing blocks its close' : `${plural(c.blocked, 'check')} ${c.blocked === 1 ? 'blocks' : 'block'} its close`}</>}>
        <a className="button" href={address(`/v1/periods/${period}/evidence`, { entity })} download>Evidence for the auditor</a>
        <Link className="button" to="/finance/periods">All months</Link>
      </Head>
      {now && <Turn c={c} state={now.state} />}
      <Sheet title="Close checklist">
        <ul className="notes">{c.checks.map((k) => (
          <li key={k.check} className="check-row">
            <Mark tone={TONES[k.state]}>{k.state === 'fine' ? 'fine' : k.state === 'open' ? 'look' : 'blocks'}</Mark>
            <div><strong>{WHERE[k.check] && k.state !== 'fine' ? <Link {...WHERE[k.check]}>{title(k.check)}</Link> : title(k.check)}</strong>: {k.says}{k.todo && <span className="quiet"> {k.todo}</span>}
              {k.items.length > 0 && <ul className="quiet small">{k.items.map((i) => <li key={i}>{i}</li>)}{k.count > k.items.length && <li>and {k.count - k.items.length} more</li>}</ul>}</div>
          </li>))}</ul>
      </Sheet>
      {proof.value ? <Proof of={proof.value} /> : <Sheet title="Three-way proof">{proof.failed ? <Said failed={proof.failed} again={proof.again} /> : <Waiting />}</Sheet>}
      <RollForwards rows={c.rollForwards} />
    </>
  );
}

type Verb = 'soft-close' | 'close' | 'reopen';
const DOES: Readonly<Record<Verb, string>> = { 'soft-close': 'Soft-close', close: 'Close', reopen: 'Reopen' };
const SAYS: Readonly<Record<Verb, string>> = {
  'soft-close': 'From now on only finance posts into it; daily business goes on in the next month.',
  close: 'Nothing is posted into it any more. What comes later waits for a decision, and no shipment waits for it.',
  reopen: 'What waited for it is posted into it. The trail says who reopened it and why.',
};
function Turn({ c, state }: { c: Checklist; state: PeriodRow['state'] }) {
  const may = useMay('approve');
  const [verb, setVerb] = useState<Verb>();
  const act = useChange(({ to, why }: { to: Verb; why: string }) => post(`/v1/periods/${c.period}/${to}`, {
    entity: c.entity, ...(why && { why }), ...(to === 'close' && !c.ready && { inSpite: true }),
  }), () => setVerb(undefined));
  if (may === false) return <p className="quiet">Finance closes and reopens months.</p>;
  return (
    <Sheet>
      <div className="fixbar">
        {state === 'open' && <button type="button" onClick={() => setVerb('soft-close')}>Soft-close …</button>}
        {state !== 'closed' && <button type="button" className={c.ready ? 'primary' : ''} onClick={() => setVerb('close')}>{c.ready ? 'Close …' : 'Close in spite of it …'}</button>}
        {state !== 'open' && <button type="button" onClick={() => setVerb('reopen')}>Reopen …</button>}
        {act.data && <span role="status">Done. {act.data.released > 0 && `${plural(act.data.released, 'document')} went on.`}</span>}
        {verb && <Sure key={verb} verb={verb} c={c} busy={act.isPending} act={(why) => act.mutate({ to: verb, why })} leave={() => setVerb(undefined)} />}
        {act.error && <Said failed={act.error} />}
      </div>
    </Sheet>
  );
}

interface SureProps { readonly verb: Verb; readonly c: Checklist; readonly busy: boolean; readonly act: (why: string) => void; readonly leave: () => void }
/** What it will do, in words, before the button that does it. */
function Sure({ verb, c, busy, act, leave }: SureProps) {
  const [why, setWhy] = useState('');
  const against = verb === 'close' && !c.ready;
  const needed = verb === 'reopen' || against;
  return (
    <form className="fixbar" style={{ flexBasis: '100%' }} onSubmit={(event) => { event.preventDefault(); act(why.trim()); }}>
      <p style={{ flexBasis: '100%' }}>{SAYS[verb]}{against && <strong className="person"> {plural(c.blocked, 'check')} {c.blocked === 1 ? 'speaks' : 'speak'} against it.</strong>}</p>
      <label className="field"><span>{needed ? 'Reason' : 'Reason (optional)'}</span><input autoFocus value={why} maxLength={500} required={needed} onChange={(event) => setWhy(event.target.value)} /></label>
      <button type="submit" className="primary" disabled={busy || (needed && !why.trim())}>{DOES[verb]} {month(c.period)}</button>
      <button type="button" className="plain" onClick={leave}>Not now</button>
    </form>
  );
}
