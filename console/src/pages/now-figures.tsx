/** Figures against their targets, each with its line over an hour, a day, a week or longer and a link to what is behind it. */
import { Link, type LinkProps } from '@tanstack/react-router';
import { useState } from 'react';
import type { FigureHistory, Figures } from '../types.ts';
import { useGet } from '../data.ts';
import { Sheet } from '../parts/bits.tsx';
import { Chart, type Range } from '../parts/chart.tsx';
import { count, exactSpan, plural, share, span } from '../words.ts';

type Measured = Figures['orderToErp'];
type Series = FigureHistory['orderToErp'];
type Points = Figures['orders']['hours'];
interface Shown {
  readonly n: string;
  readonly of: string;
  readonly tone?: string;
  readonly says: string;
  readonly points: Points;
  readonly unit: (value: number) => string;
  readonly target?: number;
  readonly bars?: boolean;
  readonly begins: string;
}

/** What the line says while there is none. */
const BEGINS = {
  orderToErp: 'The line begins when the first order reaches the ERP.', stockToChannel: 'The line begins when a channel answers its first number.',
  shipmentToChannel: 'The line begins when a buyer is told of a shipment.', refusedStock: 'Nothing was sold without stock: no bar is good.',
  payouts: 'The line begins with the first payout.',
} as const;
/** A day is the log's own; longer ones are points that were kept. */
function took(m: Measured, kept: Series | undefined, what: string): Omit<Shown, 'begins'> {
  const { count: n, inTime } = kept ?? m;
  return {
    n: m.p95Seconds === null ? '–' : exactSpan(m.p95Seconds),
    tone: m.p95Seconds !== null && m.p95Seconds > m.targetSeconds ? 'person' : '',
    of: n === 0 ? `nothing ${m.count > 0 ? 'in this time' : 'yet'}; target ${span(m.targetSeconds)}` : `${share(inTime, n)} of ${count(n)} within ${span(m.targetSeconds)}`,
    says: `${what}, 95th percentile`, points: kept?.points ?? m.hours, unit: exactSpan, target: m.targetSeconds,
  };
}

type To = Pick<LinkProps, 'to' | 'params' | 'search'>;
const behind = (figure: keyof typeof BEGINS): To => ({ to: '/figures/$figure', params: { figure } });
const FIGURES: readonly {
  readonly what: string;
  readonly figure: keyof typeof BEGINS;
  readonly link: To;
  readonly of: (f: Figures, kept: FigureHistory | undefined) => Omit<Shown, 'begins'>;
}[] = [
  { what: 'Order to ERP, 95 %', figure: 'orderToErp', link: behind('orderToErp'), of: (f, k) => took(f.orderToErp, k?.orderToErp, 'From placed to the ERP order') },
  { what: 'Stock to channels, 95 %', figure: 'stockToChannel', link: behind('stockToChannel'), of: (f, k) => took(f.stockToChannel, k?.stockToChannel, 'From a change of stock to the channel’s answer') },
  {
    what: 'Orders sold without stock', figure: 'refusedStock', link: behind('refusedStock'),
    of: ({ refusedStock: r, orders }, k) => {
      const [short, all] = k ? [k.refusedStock.count, k.orders.count] : [r.count, orders.count];
      return {
        n: count(r.count), tone: r.count > 0 ? 'person' : '', of: all > 0 ? `${count(short)} of ${plural(all, 'order')} heard; target 0` : orders.count > 0 ? 'no orders heard in this time' : 'no orders heard',
        says: 'Orders for more than was free to sell', points: k?.refusedStock.points ?? r.hours, unit: count, bars: true,
      };
    },
  },
  { what: 'Shipment told to buyer, 95 %', figure: 'shipmentToChannel', link: behind('shipmentToChannel'), of: (f, k) => took(f.shipmentToChannel, k?.shipmentToChannel, 'From shipped to told') },
  {
    what: 'Payouts explained', figure: 'payouts', link: { to: '/finance', search: { days: '35' } },
    of: ({ payouts: p }, k) => ({
      n: p.count > 0 ? share(p.explained, p.count) : '–', tone: p.explained < p.count ? 'person' : '',
      of: p.count > 0 ? `${count(p.explained)} of ${plural(p.count, 'payout')}, ${plural(p.lines, 'line')}, in 35 days` : 'none in 35 days',
      says: 'Payouts explained to the last line, in percent', unit: (v) => `${count(Math.round(v))} %`, target: 100,
      points: k && k.payouts.points.length > 0 ? k.payouts.points : p.count > 0 ? [{ at: hourNow(), value: (100 * p.explained) / p.count, count: p.count }] : [],
    }),
  },
];
const hourNow = (): string => new Date(Math.floor(Date.now() / 3_600_000) * 3_600_000).toISOString();

const RANGES = [['hour', '1 hour'], ['day', '24 hours'], ['week', '7 days'], ['month', '31 days'], ['quarter', '92 days']] as const;

/** Whoever began within the last two hours sees the hour, minute by minute: a day would be one point. */
const begun = (f: Figures): boolean =>
  f.orders.hours.length > 0 && f.orders.hours.every(({ at }) => Date.now() - Date.parse(at) < 3_600_000 + 1_800_000);
/** Whether the day has any of it: then an empty line is no beginning. */
const anything = (f: Figures, figure: keyof typeof BEGINS): boolean => f[figure].count > 0;
/** Until the first answer the places are there and empty, so that nothing jumps. */
export function FigureRow({ f }: { f: Figures | undefined }) {
  const [chosen, setRange] = useState<Range>();
  const range = chosen ?? (f && begun(f) ? 'hour' : 'day');
  const kept = useGet(range === 'day' ? undefined : `/v1/figures/history?range=${range}`).value;
  const ready = range === 'day' || kept !== undefined;
  return (
    <Sheet title="How well it flows" aside={<Ranges range={range} set={setRange} />}>
      <div className="figures">
        {FIGURES.map(({ what, figure, link, of }) => {
          const shown = f && ready ? { ...of(f, range === 'day' ? undefined : kept), begins: anything(f, figure) ? 'Nothing in this time.' : BEGINS[figure] } : undefined;
          return (
            <Link key={what} {...link} className="figure">
              <span className="what">{what}</span>
              <span className={`n ${shown?.tone ?? ''}`}>{shown?.n ?? '–'}</span>
              <span className="of">{shown?.of}</span>
              {shown ? <Chart {...shown} range={range} /> : <span style={{ height: 64 }} />}
            </Link>
          );
        })}
      </div>
    </Sheet>
  );
}

const Ranges = ({ range, set }: { range: Range; set: (range: Range) => void }) => (
  <span className="acts">
    <span className="quiet">the number is of 24 hours, the line of</span>
    {RANGES.map(([name, says]) => (
      <button key={name} type="button" className="chip" aria-pressed={range === name} onClick={() => set(name)}>
        {says}
      </button>
    ))}
  </span>
);
