/** What happens next and when; and what stopped, with what fixes it. */
import { Link } from '@tanstack/react-router';
import type { Story } from '../types.ts';
import { useNow } from '../live.ts';
import { Mark, Sheet } from '../parts/bits.tsx';
import { Empty } from '../parts/said.tsx';
import { plural, readable, span, title } from '../words.ts';

type Open = Story['open'][number];
const whoOf = (handler: string): string => handler.replace(/^[a-z]+:/, '');
const timed = (o: Open, now: number): string => {
  const left = (Date.parse(o.due) - now) / 1000;
  if (o.state === 'Claimed') return 'just now';
  if (o.state === 'Queued') return 'after that';
  return left > 1 ? `in ${span(left)}` : 'now';
};

export function Next({ s }: { s: Story }) {
  const now = useNow();
  const stopped = s.open.filter((o) => o.state === 'Parked');
  const going = s.open.filter((o) => o.state !== 'Parked');
  return (
    <Sheet title="What happens next">
      {s.open.length === 0 && <Empty title="Nothing is open">{ending(s)}</Empty>}
      {(stopped.length > 0 || going.length > 0) && (
        <ul className="nextup pad">
          {stopped.map((o) => (
            <li key={`${o.shard} ${o.message} ${o.handler}`}>
              <Mark tone="person">for {o.owner}</Mark>
              <span>
                <Link
                  to="/exceptions"
                  search={{ item: `${o.shard}-${o.message}-${o.handler}`, ...(o.owner && { owner: o.owner }) }}
                >
                  {title(o.exception ?? 'Stopped')}
                </Link>
                : {readable(o.why ?? o.means ?? '')} <span className="quiet">{o.fix}</span>
              </span>
            </li>
          ))}
          {going.map((o) => (
            <li key={`${o.shard} ${o.message} ${o.handler}`}>
              <Mark tone="going">{timed(o, now)}</Mark>
              <span>
                <strong>{whoOf(o.handler)}</strong>: {readable(o.says ?? title(o.type ?? o.handler))}
                {o.attempts > 0 && /^(?:connection|intake):/.test(o.handler) && (
                  <span className="wait">
                    {' '}
                    · tried {plural(o.attempts, 'time')}{o.why ? `: ${readable(o.why)}` : ''}
                  </span>
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Sheet>
  );
}

function ending({ head }: Story): string {
  if (head.kind !== 'order') return 'Everybody who had work on it is done.';
  if (head.cancelledAt) return 'It was cancelled, and everybody knows.';
  const left = head.lines.reduce((n, l) => n + l.ordered - l.cancelled - l.shipped, 0);
  return left > 0
    ? 'It waits for the warehouse to ship what was released.'
    : 'Everything has shipped and is in the books.';
}
