/** One item of stopped work: what happened, what a fix will release, and the fix. The story is one press away. */
import { useState } from 'react';
import type { Effect, ExceptionRow } from '../types.ts';
import { post } from '../api.ts';
import type { Body } from '../paths.ts';
import { useChange, useGet, useMay, useSession } from '../data.ts';
import { Age, Due, Money, When } from '../parts/bits.tsx';
import { Box } from '../parts/dialog.tsx';
import { Said } from '../parts/said.tsx';
import { Notes } from '../story/notes.tsx';
import { person, plural, readable, title } from '../words.ts';
import { deliveryOf, HOURS, inHours, type Action } from './actions.ts';
import { Correct } from './correct.tsx';
import { CorrectWish } from './correct-wish.tsx';
import { MapFix, mappingIn, useMayFix } from './map-fix.tsx';
import { whereOf } from './where.tsx';

export function ItemBox({ e, close }: { e: ExceptionRow; close: () => void }) {
  const effect = useGet(`${deliveryOf(e)}/effect`).value;
  const may = useMay('work');
  const mapping = mappingIn(e.waitsOn);
  const mayFix = useMayFix(mapping);
  return (
    <Box title={`${title(e.exception)}${e.order ? ` · order ${e.order}` : ''}`} close={close} wide>
      <p className="wrap strong">{readable(e.why)}</p>
      <p className="quiet">{e.means} <strong>{e.fix}</strong></p>
      <dl className="facts">
        <dt>What was to be done</dt><dd>{readable(e.says)}</dd>
        {e.value && e.currency && <><dt>The order is worth</dt><dd><Money of={e.value} currency={e.currency} /></dd></>}
        <dt>Stopped</dt><dd><Age at={e.since} ago />, after {plural(e.attempts, 'attempt')}, <Due at={e.dueBy} /></dd>
        <dt>Whose</dt><dd>{e.owner}{e.assignee && `, ${e.assignee} has it`}{e.snoozedUntil && <>, for later: <When at={e.snoozedUntil} /></>}</dd>
        {e.waitsOn && <><dt>Waits for</dt><dd><code>{e.waitsOn}</code></dd></>}
        <dt>Name</dt><dd className="exact small">{e.name}</dd>
      </dl>
      <p className="acts">{whereOf(e)}</p>
      {may && <Correct e={e} />}
      {may && <CorrectWish e={e} />}
      {mapping && mayFix && effect && <MapFix mapping={mapping} g={{ count: effect.released, orders: effect.orders, held: [] }} />}
      {may && <Acts e={e} effect={effect} close={close} />}
      <Notes correlation={e.correlation} />
    </Box>
  );
}

type At<To extends Action> = `${ReturnType<typeof deliveryOf>}/${To}`;
type Asked = { [To in Action]: { readonly to: To; readonly body: Body<At<To>> } }[Action];
function Acts({ e, effect, close }: { e: ExceptionRow; effect: Effect | undefined; close: () => void }) {
  const session = useSession();
  const [why, setWhy] = useState('');
  const act = useChange(({ to, body }: Asked) => post(`${deliveryOf(e)}/${to}`, body), (_out, { to }) => {
    if (to === 'retry' || to === 'drop') close();
  });
  const me = person(session?.who ?? '');
  const words = wordsOf(e);
  return (
    <div className="stack">
      <label className="field"><span>Reason <span className="quiet">({words.needed}; stands in the audit trail)</span></span>
        <input value={why} maxLength={500} placeholder="Why?" onChange={(event) => setWhy(event.target.value)} /></label>
      <div className="acts">
        {e.retryable && <button type="button" className="primary" disabled={act.isPending} title={effect?.retry} onClick={() => act.mutate({ to: 'retry', body: { ...(why.trim() && { why: why.trim() }) } })}>
          {words.retry}</button>}
        {e.assignee === me ? <button type="button" onClick={() => act.mutate({ to: 'assign', body: { assignee: null } })}>Give back</button>
          : <button type="button" onClick={() => act.mutate({ to: 'assign', body: { assignee: me } })}>Take it</button>}
        {HOURS.map(([hours, name]) => <button key={name} type="button" onClick={() => act.mutate({ to: 'snooze', body: { until: inHours(hours) } })}>{name}</button>)}
        <button type="button" className="danger" disabled={!why.trim() || act.isPending} title={effect?.drop} onClick={() => act.mutate({ to: 'drop', body: { why: why.trim() } })}>{words.drop}</button>
      </div>
      {effect && <Effects of={effect} retryable={e.retryable} />}
      <GiveTo busy={act.isPending} give={(assignee) => act.mutate({ to: 'assign', body: { assignee } })} />
      {act.data && <p role="status" className="told">{act.data.done}</p>}
      {act.error && <Said failed={act.error} />}
    </div>
  );
}

/** What is raised rather than stopped is not tried again: it is closed. */
const wordsOf = (e: ExceptionRow) => ({
  retry: e.exception === 'MassZeroStock' ? 'Believe it and apply it' : 'Retry',
  ...(e.retryable ? { drop: 'Drop', needed: 'needed to drop' } : { drop: 'Close it', needed: 'needed to close it' }),
});
const Effects = ({ of, retryable }: { of: Effect; retryable: boolean }) => (
  <dl className="facts small">
    <dt>{retryable ? 'Retry' : 'What happens'}</dt><dd>{of.retry}</dd>
    {retryable ? <><dt>Drop</dt><dd>{of.drop}</dd></> : <><dt>Close it</dt><dd>when it was settled in another way, saying how</dd></>}
    {of.mapping && <><dt>Mapping it</dt><dd>releases {plural(of.released, 'item')} of {plural(of.orders, 'order')}</dd></>}
  </dl>
);

function GiveTo({ busy, give }: { busy: boolean; give: (to: string) => void }) {
  const [to, setTo] = useState('');
  return (
    <form className="filters" onSubmit={(event) => { event.preventDefault(); give(to.trim()); setTo(''); }}>
      <label className="pick"><span>Give it to</span>
        <input value={to} maxLength={200} placeholder="name or e-mail of a colleague" size={28} autoComplete="off" onChange={(event) => setTo(event.target.value)} /></label>
      <button type="submit" disabled={busy || !to.trim()}>Give</button>
    </form>
  );
}
