/** The partners as a strip: state in a word, what it means for the business, when it drains, budget and backlog. */
import { Link } from '@tanstack/react-router';
import type { ConnectionRow, ImpactRow, PublicationBacklog } from '../types.ts';
import { useGet } from '../data.ts';
import { useNow } from '../live.ts';
import { Age, Mark, type Tone } from '../parts/bits.tsx';
import { systemName } from '../names.ts';
import { count, hour, isLanguage, plural, span } from '../words.ts';

const ORDER: Readonly<Record<Tone, number>> = { broken: 0, person: 1, wait: 2, going: 3, ok: 4 };
export function stateOf(c: ConnectionRow, now: number): readonly [tone: Tone, word: string] {
  if (c.problem) return ['broken', 'Not set up'];
  if (c.state !== 'active') return ['broken', c.state === 'closed' ? 'Closed' : 'Suspended'];
  if (c.breaker.openUntil && Date.parse(c.breaker.openUntil) > now) return ['wait', 'Not answering'];
  if (c.budgets.some((b) => b.blockedUntil && Date.parse(b.blockedUntil) > now)) return ['wait', 'Over budget'];
  if (c.backlog.parked > 0) return ['person', 'Some stopped'];
  return ['ok', 'Active'];
}

const names = new Intl.DisplayNames([...navigator.languages.filter(isLanguage), 'en'], { type: 'region', fallback: 'code' });
/** `in Germany`, `in Japan and Kuwait`, `in 5 regions`: where the buyers of these channels are. */
function where(regions: readonly string[]): string {
  const all = [...new Set(regions)].toSorted();
  if (all.length === 0) return '';
  return all.length > 2 ? ` in ${count(all.length)} regions` : ` in ${all.map((r) => names.of(r) ?? r).join(' and ')}`;
}
/** `3,200 stock updates delayed; 18 fast sellers at risk in Germany; 4 items may be oversold meanwhile; drains by 14:20`. */
export function delayed({ waiting, parked, tooHigh, fast, drainsAt, regions }: PublicationBacklog): readonly string[] {
  const late = waiting - parked;
  return [
    late > 0 && `${plural(late, 'stock update')} delayed`,
    parked > 0 && `${plural(parked, 'stock update')} stopped`,
    fast > 0 && `${plural(fast, 'fast seller')} at risk${where(regions)}`,
    tooHigh > 0 && `${plural(tooHigh, 'item')} may be oversold meanwhile`,
    late > 0 && drainsAt !== null && `drains by ${hour(drainsAt)}`,
  ].filter((part) => part !== false);
}
/** The same over all channels, in one sentence: what it means for the business that partners are behind. */
export function behind(all: readonly PublicationBacklog[]): string | undefined {
  const late = all.filter((b) => b.waiting > b.parked);
  if (late.length === 0) return undefined;
  const sum = (of: 'waiting' | 'parked' | 'fast' | 'tooHigh') => late.reduce((n, b) => n + b[of], 0);
  const drains = late.flatMap((b) => b.drainsAt ?? []).toSorted().at(-1);
  const stuck = late.filter((b) => b.drainsAt === null).map((b) => b.connection);
  return [
    `${plural(sum('waiting') - sum('parked'), 'stock update')} delayed${sum('fast') > 0 ? '' : where(late.flatMap((b) => b.regions))}`,
    sum('fast') > 0 && `${plural(sum('fast'), 'fast seller')} at risk${where(late.flatMap((b) => (b.fast > 0 ? b.regions : [])))}`,
    sum('tooHigh') > 0 && `${plural(sum('tooHigh'), 'item')} may be oversold meanwhile`,
    stuck.length > 0 ? `${stuck.join(', ')} told nothing until resumed` : drains && `drains by ${hour(drains)}`,
  ].filter(Boolean).join('; ');
}
/** `3 orders not at the warehouse; drains by 14:20`. */
export function impactOf(c: ConnectionRow, impact: readonly ImpactRow[], now: number, told?: PublicationBacklog): string {
  const stock = told ? delayed(told) : [];
  const mine = impact.filter((i) => i.connection === c.connection && (stock.length === 0 || i.type !== 'PublishStock'));
  const parts = [...mine.map((i) => `${i.says}${i.state === 'stopped' ? ' (stopped)' : ''}`), ...stock];
  const drains = c.backlog.drainsInSeconds;
  const when =
    mine.length > 0 && drains !== null && drains > 0 && mine.some((i) => i.state === 'waiting')
      ? `; drains by ${hour(now + drains * 1000)}`
      : '';
  return parts.length > 0 ? `${parts.join('; ')}${when}` : 'Nothing waits for it';
}

export function PartnerStrip({
  partners,
  impact,
}: {
  partners: readonly ConnectionRow[];
  impact: readonly ImpactRow[];
}) {
  const told = useGet('/v1/publication').value?.items;
  const now = useNow(5000);
  const sorted = partners.toSorted((a, b) => ORDER[stateOf(a, now)[0]] - ORDER[stateOf(b, now)[0]]);
  const says = told && behind(told);
  return (
    <>
    {says && <p className="pad"><Mark tone="wait">Behind</Mark> <Link to="/stock" search={{ only: 'untold' }}>{says}</Link></p>}
    <div className="strip">
      {sorted.map((c) => (
        <Partner key={c.connection} c={c} says={impactOf(c, impact, now, told?.find((b) => b.connection === c.connection))} now={now} />
      ))}
    </div>
    </>
  );
}

function Partner({ c, says, now }: { c: ConnectionRow; says: string; now: number }) {
  const [tone, word] = stateOf(c, now);
  const late = c.schedules.find((s) => s.lastFault);
  const trouble =
    c.problem ??
    c.reason ??
    (late && c.state === 'active' ? `${late.name.split(':').at(-1)}: ${late.lastFault}` : null);
  return (
    <article className="partner">
      <div className="top">
        <h3><Link to="/partners/$connection" params={{ connection: c.connection }}>{c.connection}</Link></h3>
        <span className="small">
          <Mark tone={tone}>{word}</Mark>
        </span>
      </div>
      <p className="quiet small">{[systemName(c.connector), c.roles.join(', ')].filter(Boolean).join(' · ')}</p>
      <p className="impact">{says}</p>
      {trouble && <p className={`impact ${c.state === 'active' && !c.problem ? 'wait' : 'broken'}`}>{trouble}</p>}
      <PartnerFigures c={c} />
    </article>
  );
}

export function PartnerFigures({ c }: { c: ConnectionRow }) {
  const { ready, queued, claimed, parked, drainsInSeconds: drains } = c.backlog;
  const waiting = ready + queued + claimed;
  const budget = c.budgets.find((b) => b.bucket === 'default') ?? c.budgets[0];
  const refused = c.refusedLastDay.reduce((n, r) => n + r.count, 0);
  return (
    <dl>
      <dt>Last heard</dt>
      <dd>{c.lastHeardAt ? <Age at={c.lastHeardAt} ago /> : 'not in 7 days'}</dd>
      <dt>Waiting</dt>
      <dd>
        {waiting === 0 ? 'nothing' : <Link to="/under-way" search={{ connection: c.connection }}>{count(waiting)}</Link>}
        {drains && drains > 1 ? `, drains in ${span(drains)}` : ''}
      </dd>
      {parked > 0 && (
        <>
          <dt>Stopped</dt>
          <dd className="person"><Link to="/exceptions" search={{ connection: c.connection }}>{count(parked)}</Link></dd>
        </>
      )}
      {budget && (
        <>
          <dt>Budget</dt>
          <dd
            title={`${count(Math.floor(budget.tokens))} of ${count(budget.capacity)}; ${budget.perSecond} come back each second`}
          >
            <meter
              min={0}
              max={budget.capacity}
              low={budget.capacity * 0.1}
              high={budget.capacity * 0.25}
              optimum={budget.capacity}
              value={budget.tokens}
              aria-label={`Budget left: ${count(Math.floor(budget.tokens))} of ${count(budget.capacity)}`}
            />
            {count(Math.floor(budget.tokens))} left
          </dd>
        </>
      )}
      {refused > 0 && (
        <>
          <dt>Turned away, 24 h</dt>
          <dd className="wait">{count(refused)}</dd>
        </>
      )}
    </dl>
  );
}
