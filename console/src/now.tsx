/** Now: five figures, the latest stories, what needs a person, and the partners as a strip. */
import type { Overview } from '../../src/api/types.ts';
import { Exceptions } from './exceptions.tsx';
import type { Live } from './live.ts';
import { Orders } from './orders.tsx';
import { Partners } from './partners.tsx';
import { count, plural, span } from './words.ts';

export function Now({ live }: { live: Live }) {
  return (
    <>
      <section className="figures" aria-label="How it is">
        {FIGURES.map((f) => <Figure key={f.what} figure={f} shown={live.overview && f.of(live.overview)} />)}
      </section>
      <div className="columns">
        <Orders live={live} />
        <Exceptions live={live} />
      </div>
      <Partners live={live} />
    </>
  );
}

type Tone = '' | 'wait' | 'person' | 'broken';
interface Shown { readonly n: number; readonly tone?: Tone; readonly more: string; readonly moreTone?: Tone }
interface FigureOf { readonly what: string; readonly to?: string; readonly of: (o: Overview) => Shown }

const LONG_SECONDS = 60;
const FIGURES: readonly FigureOf[] = [
  { what: 'Needs a person', to: 'exceptions', of: ({ exceptions: { total, byKind } }) => ({
    n: total, tone: total > 0 ? 'person' : '', more: total > 0 ? plural(byKind.length, 'kind') : 'nothing is stopped',
  }) },
  { what: 'Orders in 24 hours', to: 'orders', of: ({ lastDay: { orders, shipments } }) =>
    ({ n: orders, more: `${plural(shipments, 'shipment')} sent` }) },
  { what: 'Waiting', of: ({ backlog: { ready, queued, claimed, oldestDueSeconds: longest } }) => {
    const n = ready + queued + claimed;
    const more = n > 0 ? `the longest for ${span(longest)}` : 'everything is done';
    return { n, tone: longest > LONG_SECONDS ? 'wait' : '', more };
  } },
  { what: 'Partners', to: 'partners', of: ({ connections: { active, suspended } }) => ({
    n: active + suspended, moreTone: suspended > 0 ? 'broken' : '',
    more: suspended > 0 ? `${count(suspended)} suspended` : active > 0 ? 'all active' : 'none connected',
  }) },
  { what: 'Workers', of: ({ workers: { alive, shardsHere } }) =>
    ({ n: alive, more: shardsHere === null ? 'elsewhere' : `${count(shardsHere)} of 256 shards here` }) },
];

/** Until the first answer the places are there and empty, so that nothing jumps. */
function Figure({ figure: { what, to }, shown }: { figure: FigureOf; shown: Shown | undefined }) {
  const inside = (
    <dl>
      <dt>{what}</dt>
      <dd className={shown?.tone ?? ''}>{shown ? count(shown.n) : '–'}</dd>
      <dd className={shown?.moreTone ?? ''}>{shown?.more ?? ''}</dd>
    </dl>
  );
  return to === undefined ? <div>{inside}</div> : (
    <a href="#/" onClick={(event) => {
      event.preventDefault();
      document.getElementById(to)?.scrollIntoView({ block: 'start' });
    }}>{inside}</a>
  );
}
