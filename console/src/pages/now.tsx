/** Now: what needs me, how well it flows against its targets, and how the partners are. Every number is a link. */
import { Link } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import type { ExceptionGroup, Figures, Overview } from '../types.ts';
import { useGet, useSession } from '../data.ts';
import { useLive } from '../live.ts';
import { Due, Head, Sheet } from '../parts/bits.tsx';
import { Empty, Said, Waiting } from '../parts/said.tsx';
import { count, held, moment, plural, title } from '../words.ts';
import { FigureRow } from './now-figures.tsx';
import { PartnerStrip } from './now-partners.tsx';
import '../styles/now.css';

export function Now() {
  const { overview } = useLive();
  const figures = useGet('/v1/figures', { every: 10_000 });
  const partners = useGet('/v1/connections');
  const impact = useGet('/v1/connections/impact');
  return (
    <>
      <Head title="Now" says={overview && inWords(overview, figures.value)} />
      <FirstRun />
      <div className="columns">
        <Needs />
        <Ages figures={figures.value} />
      </div>
      {figures.failed && <Said failed={figures.failed} again={figures.again} />}
      <FigureRow f={figures.value} />
      <Sheet title="Partners" aside={<Link to="/partners">All of them</Link>}>
        {partners.failed && <Said failed={partners.failed} again={partners.again} />}
        {!partners.value && !partners.failed && <Waiting />}
        {partners.value?.items.length === 0 && (
          <Empty title="No partner is connected">
            Run <code>npm run demo</code> to trade with partner twins, or{' '}
            <Link to="/partners/connect">connect one</Link>.
          </Empty>
        )}
        {partners.value && <PartnerStrip partners={partners.value.items} impact={impact.value?.items ?? []} />}
      </Sheet>
    </>
  );
}

/** Whoever came by the link of the first run has no account yet. */
function FirstRun() {
  const session = useSession();
  if (session?.who !== 'user:owner' || session.by !== 'session') return null;
  return (
    <p className="told">
      You came in by a link that works once. <Link to="/account">Make your account</Link> with a password and a second
      factor, then <Link to="/settings">invite the others</Link>.
    </p>
  );
}

function inWords({ backlog, lastDay, connections }: Overview, figures: Figures | undefined): ReactNode {
  const waiting = backlog.ready + backlog.queued + backlog.claimed;
  const flight = figures?.inFlight;
  return (
    <>
      <Link to="/orders" search={{ hours: '24' }}>{plural(lastDay.orders, 'order')}</Link> placed and{' '}
      <Link to="/shipments" search={{ hours: '24' }}>{plural(lastDay.shipments, 'shipment')}</Link> in 24 hours
      {flight && flight.orders > 0 && <>; <Link to="/orders" search={{ open: 'true' }}>{plural(flight.orders, 'order')} in flight</Link>
        {flight.value.length > 0 ? `, ${held(flight.value)}` : ''}</>}.{' '}
      {waiting > 0 ? <><Link to="/under-way">{plural(waiting, 'step')} of work</Link> under way or waiting for a time.</> : 'Nothing waits.'}
      {connections.suspended > 0 && <> <Link to="/partners" search={{ state: 'suspended' }}>{plural(connections.suspended, 'partner')}</Link> suspended.</>}
    </>
  );
}

const SHOWN = 6;
function Needs() {
  const session = useSession();
  const [whose, setWhose] = useState<'mine' | 'all'>();
  const { value, failed, again } = useGet('/v1/exceptions/groups');
  const all = value?.items ?? [];
  const mine = all.filter((g) => g.owner === session?.role);
  const choice = whose ?? (mine.length > 0 ? 'mine' : 'all');
  const role = session?.role ?? 'mine';
  return (
    <Sheet
      id="exceptions"
      title="Needs a person"
      aside={
        all.length > 0 && (
          <span className="acts">
            <button type="button" className="chip" aria-pressed={choice === 'mine'} onClick={() => setWhose('mine')}>
              {role}
            </button>
            <button type="button" className="chip" aria-pressed={choice === 'all'} onClick={() => setWhose('all')}>
              everybody
            </button>
          </span>
        )
      }
    >
      {failed && <Said failed={failed} again={again} />}
      {!value && !failed && <Waiting />}
      {value && (
        <NeedList
          groups={choice === 'mine' ? mine : all}
          owner={choice === 'mine' ? role : undefined}
          none={all.length === 0}
        />
      )}
    </Sheet>
  );
}

const NeedList = ({
  groups,
  owner,
  none,
}: {
  groups: readonly ExceptionGroup[];
  owner: string | undefined;
  none: boolean;
}) => (
  <>
    {groups.length === 0 && (
      <Empty title={none ? 'Nothing needs a person' : 'Nothing needs you'}>
        Whatever stops and cannot help itself appears here, with what fixes it.
      </Empty>
    )}
    <ul className="needs">
      {groups.slice(0, SHOWN).map((g) => (
        <Need key={`${g.exception}${g.owner}${g.cause}`} g={g} />
      ))}
    </ul>
    {groups.length > SHOWN && (
      <div className="more">
        <Link to="/exceptions" search={owner ? { owner } : {}}>
          All {count(groups.length)} causes
        </Link>
      </div>
    )}
  </>
);

const Need = ({ g }: { g: ExceptionGroup }) => (
  <li>
    <span className="n">{count(g.count)}</span>
    <Link to="/exceptions" search={{ kind: g.exception, owner: g.owner, cause: g.cause }}>
      {title(g.exception)}
      <span className="quiet"> for {g.owner}</span>
    </Link>
    <span className="small" title={`stopped ${moment(g.oldest)}`}>
      {g.overdue > 1 ? <span className="broken strong">{count(g.overdue)} overdue</span> : <Due at={g.dueBy} />}
    </span>
    <span className="holds" title={g.why}>
      {g.orders > 0 ? `holds ${plural(g.orders, 'order')}${g.held.length > 0 ? `, ${held(g.held)}` : ''} · ` : ''}
      {g.why}
    </span>
  </li>
);

const BUCKETS = [
  ['hour', '< 1 h'],
  ['day', '< 1 d'],
  ['week', '< 7 d'],
  ['older', 'older'],
] as const;
function Ages({ figures }: { figures: Figures | undefined }) {
  const owners = [...new Set(figures?.ages.map((a) => a.owner) ?? [])];
  const of = (owner: string, bucket: string) =>
    figures?.ages.find((a) => a.owner === owner && a.bucket === bucket)?.count ?? 0;
  const late = (owner: string) => figures?.ages.reduce((n, a) => n + (a.owner === owner ? a.overdue : 0), 0) ?? 0;
  return (
    <Sheet title="Stopped work by age" aside={<Link to="/exceptions">Worklist</Link>}>
      {!figures && <Waiting />}
      {figures && owners.length === 0 && (
        <Empty title="No stopped work">The longest waiting would stand here, by role.</Empty>
      )}
      {owners.length > 0 && (
        <div className="ages">
          <span className="h">Role</span>
          {BUCKETS.map(([b, name]) => (
            <span key={b} className="h">
              {name}
            </span>
          ))}
          <span className="h">overdue</span>
          {owners.map((owner) => [
            <Link key={owner} to="/exceptions" search={{ owner }}>
              {owner}
            </Link>,
            ...BUCKETS.map(([b, name]) => {
              const n = of(owner, b);
              return (
                <span key={`${owner} ${b}`} className={n === 0 ? 'quiet' : b === 'hour' ? '' : 'person strong'}>
                  {n === 0 ? '–' : <Link to="/exceptions" search={{ owner, age: b }} aria-label={`${count(n)} for ${owner}, ${name}`}>{count(n)}</Link>}
                </span>
              );
            }),
            <span key={`${owner} overdue`} className={late(owner) === 0 ? 'quiet' : 'broken strong'}>
              {late(owner) === 0 ? '–' : <Link to="/exceptions" search={{ owner, view: 'overdue' }} aria-label={`${count(late(owner))} overdue for ${owner}`}>{count(late(owner))}</Link>}
            </span>,
          ])}
        </div>
      )}
    </Sheet>
  );
}
