/** The partners as a strip: state in a word, when each was last heard, what waits for it and for how long. */
import type { ConnectionRow } from '../../src/api/types.ts';
import { useFetched, useNow, type Live } from './live.ts';
import { Empty, Said } from './said.tsx';
import { age, count, moment, span } from './words.ts';

export function Partners({ live }: { live: Live }) {
  const { value, failed } = useFetched<{ items: readonly ConnectionRow[] }>('/v1/connections', live.head);
  return (
    <section className="sheet" id="partners">
      <header><h2>Partners</h2></header>
      {failed && !failed.signedOut && <Said failed={failed} />}
      {value?.items.length === 0 && (
        <Empty title="No partner is connected">
          Run <code>npm run demo</code> to trade with partner twins, or apply a configuration:{' '}
          <code>threadline apply PATH</code>.
        </Empty>
      )}
      <div className="partners">{value?.items.map((c) => <Partner key={c.connection} c={c} />)}</div>
      {!value && !failed && <div className="empty" aria-hidden>&nbsp;</div>}
    </section>
  );
}

function stateOf(c: ConnectionRow, now: number): readonly [tone: string, word: string] {
  if (c.problem) return ['broken', 'Not set up'];
  if (c.state !== 'active') return ['broken', c.state === 'closed' ? 'Closed' : 'Suspended'];
  if (c.breaker.openUntil && Date.parse(c.breaker.openUntil) > now) return ['wait', 'Not answering'];
  if (c.budgets.some((b) => b.blockedUntil && Date.parse(b.blockedUntil) > now)) return ['wait', 'Over budget'];
  return ['ok', 'Active'];
}

function Partner({ c }: { c: ConnectionRow }) {
  const [tone, word] = stateOf(c, useNow());
  const late = c.schedules.find((s) => s.lastFault);
  const trouble = c.problem ?? c.reason;
  return (
    <article className="partner">
      <div className="top">
        <h3 title={c.connection}>{c.connection}</h3>
        <span className={`mark ${tone} small`}>{word}</span>
      </div>
      <p className="quiet small">{[c.connector, c.roles.join(', ')].filter(Boolean).join(' · ')}</p>
      <Figures c={c} />
      {trouble && <p className="trouble broken">{trouble}</p>}
      {late && c.state === 'active' && <p className="trouble wait">{late.name.split(':').at(-1)}: {late.lastFault}</p>}
    </article>
  );
}

function Figures({ c }: { c: ConnectionRow }) {
  const now = useNow();
  const { ready, queued, claimed, parked, drainsInSeconds: drains } = c.backlog;
  const waiting = ready + queued + claimed;
  const budget = c.budgets.find((b) => b.bucket === 'default') ?? c.budgets[0];
  const refused = c.refusedLastDay.reduce((n, r) => n + r.count, 0);
  return (
    <dl>
      <dt>Last heard</dt>
      {c.lastHeardAt
        ? <dd title={moment(c.lastHeardAt)}>{age(c.lastHeardAt, now)} ago</dd> : <dd>not in 7 days</dd>}
      <dt>Waiting</dt>
      <dd>{waiting === 0 ? 'nothing' : count(waiting)}{drains && drains > 1 ? `, drains in ${span(drains)}` : ''}</dd>
      {parked > 0 && <><dt>Stopped</dt><dd className="person">{count(parked)}</dd></>}
      {budget && <Budget of={budget} />}
      {refused > 0 && <><dt>Turned away, 24 h</dt><dd className="wait">{count(refused)}</dd></>}
    </dl>
  );
}

/** How much of what the partner lets us ask is left. */
const Budget = ({ of: b }: { of: ConnectionRow['budgets'][number] }) => (
  <>
    <dt>Budget</dt>
    <dd title={`${count(Math.floor(b.tokens))} of ${count(b.capacity)} points, ${b.perSecond} come back each second`}>
      <meter min={0} max={b.capacity} value={b.tokens} />{count(Math.floor(b.tokens))} left
    </dd>
  </>
);
