/** One partner: health in words, pause and resume, budget, polls, settings, and what went to and fro lately. */
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import type { ConnectionRow, SymptomRow } from '../types.ts';
import { post } from '../api.ts';
import { useChange, useGet, useMay } from '../data.ts';
import { useNow } from '../live.ts';
import { Age, Head, Mark, Sheet, When, type Tone } from '../parts/bits.tsx';
import { Empty, Said, Waiting } from '../parts/said.tsx';
import { List, type Column } from '../parts/table.tsx';
import { fieldName, systemName } from '../names.ts';
import { count, plural, span } from '../words.ts';
import { impactOf, PartnerFigures, stateOf } from './now-partners.tsx';
import { Replay } from './partner-replay.tsx';
import { TrafficSheet } from './partner-traffic.tsx';
import '../styles/now.css';
import '../styles/work.css';

type Schedule = ConnectionRow['schedules'][number];
const POLLS: readonly Column<Schedule>[] = [
  {
    name: 'Poll',
    of: (s) =>
      s.name
        .split(':')
        .filter((p) => p)
        .join(' · '),
  },
  { name: 'Every', of: (s) => span(s.everySeconds) },
  { name: 'Next', of: (s) => <When at={s.due} /> },
  {
    name: 'State',
    of: (s) =>
      s.lastFault ? (
        <span className="wait wrap">{s.lastFault}</span>
      ) : s.lastOk ? (
        <Mark tone="ok">
          <Age at={s.lastOk} ago />
        </Mark>
      ) : (
        <span className="quiet">not yet</span>
      ),
  },
];

export function PartnerPage() {
  const { connection } = useParams({ from: '/partners/$connection' });
  const { value: c, failed, again } = useGet(`/v1/connections/${encodeURIComponent(connection)}`);
  const impact = useGet('/v1/connections/impact').value?.items ?? [];
  const told = useGet('/v1/publication').value?.items.find((b) => b.connection === connection);
  const now = useNow(5000);
  if (!c)
    return (
      <Sheet>
        {failed?.unknown ? (
          <Empty title={`There is no partner ${connection}`}>
            <Link to="/partners">All partners</Link>
          </Empty>
        ) : failed ? (
          <Said failed={failed} again={again} />
        ) : (
          <Waiting rows={6} />
        )}
      </Sheet>
    );
  const [tone, word] = stateOf(c, now);
  const trouble = c.problem ?? c.reason;
  return (
    <>
      <Head
        title={c.connection}
        says={
          <>
            <Mark tone={tone}>{word}</Mark> · {systemName(c.connector)} {c.apiVersion} · {c.roles.join(', ') || 'no role'}
          </>
        }
      >
        <Acts c={c} /><ToCensus connection={c.connection} />
      </Head>
      {trouble && (
        <p className="said" role="alert">
          <strong>{c.problem ? 'Its settings cannot be used' : 'It is suspended'}</strong>
          {trouble}
        </p>
      )}
      <div className="columns even">
        <Sheet title="Health">
          <div className="pad partner">
            <p>{impactOf(c, impact, now, told)}</p>
            <PartnerFigures c={c} />
            <Lanes c={c} />
          </div>
          <Test connection={c.connection} />
        </Sheet>
        <SettingsSheet c={c} />
      </div>
      {c.schedules.length > 0 && (
        <Sheet title="Polls and checks">
          <List label="Polls" columns={POLLS} rows={c.schedules} id={(s) => s.name} empty={null} />
        </Sheet>
      )}
      <TrafficSheet connection={c.connection} />
    </>
  );
}

const Lanes = ({ c }: { c: ConnectionRow }) => {
  const lanes = Object.entries(c.backlog.lanes);
  const { claimed, parked } = c.backlog;
  return (
    <p className="quiet small">
      {lanes.length === 0
        ? 'No backlog.'
        : `Backlog by lane: ${lanes.map(([lane, n]) => `${lane} ${count(n)}`).join(', ')}.`}
      {claimed > 0 && ` ${plural(claimed, 'call')} in the air.`}
      {parked > 0 && (
        <>
          {' '}
          <Link to="/exceptions" search={{ connection: c.connection }}>
            {plural(parked, 'item')} stopped
          </Link>{' '}
          <ReplayButton connection={c.connection} />
        </>
      )}
      {c.refusedLastDay.length > 0 &&
        ` Turned away in 24 hours: ${c.refusedLastDay.map((r) => `${count(r.count)} × ${r.reason}`).join(', ')}.`}
    </p>
  );
};

const ToCensus = ({ connection }: { connection: string }) => (
  <Link className="button" to="/partners/$connection/census" params={{ connection }} search={{}}>Census</Link>
);

function ReplayButton({ connection }: { connection: string }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>
        Replay …
      </button>
      {open && <Replay connection={connection} close={() => setOpen(false)} />}
    </>
  );
}

function Acts({ c }: { c: ConnectionRow }) {
  const may = useMay('operate');
  const [why, setWhy] = useState<string>();
  const act = useChange(
    ({ to, reason }: { to: 'suspend' | 'resume'; reason?: string }) =>
      post(`/v1/connections/${encodeURIComponent(c.connection)}/${to}`, reason ? { why: reason } : {}),
    () => setWhy(undefined),
  );
  if (!may) return null;
  return (
    <>
      {c.state === 'active' && why === undefined && (
        <button type="button" onClick={() => setWhy('')}>
          Pause …
        </button>
      )}
      {c.state === 'suspended' && (
        <button
          type="button"
          className="primary"
          disabled={act.isPending}
          onClick={() => act.mutate({ to: 'resume' })}
        >
          Resume
        </button>
      )}
      {why !== undefined && (
        <form
          className="acts"
          onSubmit={(event) => {
            event.preventDefault();
            if (why.trim()) act.mutate({ to: 'suspend', reason: why.trim() });
          }}
        >
          <input
            autoFocus
            aria-label="Why is it paused?"
            placeholder="Why? The next person wants to know"
            value={why}
            maxLength={500}
            onChange={(event) => setWhy(event.target.value)}
          />
          <button type="submit" disabled={!why.trim() || act.isPending}>
            Pause
          </button>
          <button type="button" className="plain" onClick={() => setWhy(undefined)}>
            Not now
          </button>
        </form>
      )}
      {act.error && <Said failed={act.error} />}
    </>
  );
}

const LEVEL: Readonly<Record<SymptomRow['state'], Tone>> = { ok: 'ok', warn: 'wait', fail: 'broken' };
function Test({ connection }: { connection: string }) {
  const may = useMay('operate');
  const test = useChange(() =>
    post(`/v1/connections/${encodeURIComponent(connection)}/test`),
  );
  return (
    <div className="fixbar">
      {may && (
        <button type="button" disabled={test.isPending} onClick={() => test.mutate(undefined)}>
          {test.isPending ? 'Asking the partner …' : 'Test connection'}
        </button>
      )}
      {test.data?.items.map((s) => (
        <p key={s.says} style={{ flexBasis: '100%' }}>
          <Mark tone={LEVEL[s.state]}>{s.state === 'ok' ? 'fine' : s.state === 'warn' ? 'look' : 'broken'}</Mark>{' '}
          {s.says}
          {s.fix && <span className="quiet"> {s.fix}</span>}
        </p>
      ))}
      {test.error && <Said failed={test.error} />}
    </div>
  );
}

function SettingsSheet({ c }: { c: ConnectionRow }) {
  const may = useMay('administer');
  return (
    <Sheet
      title="Settings"
      aside={
        may && (
          <Link to="/partners/connect" search={{ connector: c.connector, connection: c.connection }}>
            Change
          </Link>
        )
      }
    >
      <dl className="facts pad">
        {Object.entries(c.settings).map(([name, value]) => (
          <div key={name} style={{ display: 'contents' }}>
            <dt>{fieldName(name)}</dt>
            <dd className="exact small">{typeof value === 'object' ? JSON.stringify(value) : String(value)}</dd>
          </div>
        ))}
        {c.secretsSet.map((name) => (
          <div key={name} style={{ display: 'contents' }}>
            <dt>{fieldName(name)}</dt>
            <dd className="quiet">set; never shown</dd>
          </div>
        ))}
        {c.webhook && (
          <>
            <dt>Webhook</dt>
            <dd className="exact small">
              {location.origin}
              {c.webhook}
            </dd>
          </>
        )}
      </dl>
    </Sheet>
  );
}
