/** A line over a day, a week or more with its target: uPlot, loaded when the first one is shown. Said in words beside it. */
import { useEffect, useRef } from 'react';
import { day, hour } from '../words.ts';

export type Range = 'hour' | 'day' | 'week' | 'month' | 'quarter';
interface Props {
  readonly points: readonly { readonly at: string; readonly value: number }[];
  readonly range?: Range;
  readonly target?: number;
  readonly says: string;
  readonly unit: (value: number) => string;
  readonly bars?: boolean;
  /** What stands in its place while there is nothing to draw. */
  readonly begins: string;
}
const HEIGHT = 64;
const HOUR_S = 3600;
const DAY_S = 24 * HOUR_S;
const RANGES: Readonly<Record<Range, { readonly step: number; readonly steps: number; readonly last: string }>> = {
  hour: { step: 60, steps: 60, last: 'in the last minute that had any' },
  day: { step: HOUR_S, steps: 24, last: 'in the last hour that had any' },
  week: { step: HOUR_S, steps: 168, last: 'in the last hour that had any' },
  month: { step: DAY_S, steps: 31, last: 'on the last day that had any' },
  quarter: { step: DAY_S, steps: 92, last: 'on the last day that had any' },
};

/** One value per step, those without any left open. */
function series(points: Props['points'], range: Range): [number[], (number | null)[]] {
  const { step, steps } = RANGES[range];
  const by = new Map(points.map((p) => [Math.floor(Date.parse(p.at) / 1000), p.value]));
  const end = Math.floor(Date.now() / 1000 / step) * step;
  const marks = [...Array(steps).keys()].map((i) => end - (steps - 1 - i) * step);
  return [marks, marks.map((m) => by.get(m) ?? null)];
}
/** `14:00` within a day, `Nov 21` beyond it. */
const markOf = (range: Range) => (m: number) =>
  range === 'day' || range === 'hour' ? hour(m * 1000) : day(new Date(m * 1000).toISOString()).replace(/,? ?\d{4}/, '');

export function Chart({ begins, ...p }: Props) {
  return p.points.length > 0 ? <Drawn {...p} /> : <p className="chart none" style={{ height: HEIGHT }}>{begins}</p>;
}

function Drawn({ points, target, says, unit, bars = false, range = 'day' }: Omit<Props, 'begins'>) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let gone = false;
    let remove = () => {};
    void Promise.all([import('uplot'), import('uplot/dist/uPlot.min.css')]).then(([{ default: UPlot }]) => {
      const at = place.current;
      if (gone || !at) return;
      const color = (name: string) => getComputedStyle(at).getPropertyValue(name).trim() || '#888';
      const [accent, line, quiet] = [color('--plot'), color('--plot-line'), color('--plot-quiet')];
      const [marks, values] = series(points, range);
      const most = Math.max(...values.map((v) => v ?? 0), target ? target * 1.1 : 0, 1);
      const plot = new UPlot({
        width: at.clientWidth, height: HEIGHT, legend: { show: false }, cursor: { show: false },
        scales: { x: { time: true }, y: { range: [0, most * 1.05] } },
        axes: [
          { size: 16, stroke: quiet, font: '10px system-ui', ticks: { show: false }, grid: { show: false }, gap: 2,
            values: (_u, at) => at.map(markOf(range)), space: 70 },
          { show: false },
        ],
        series: [
          {},
          { stroke: accent, width: 1.5, fill: bars ? accent : `${accent}22`, spanGaps: false, points: { show: true, size: range === 'week' || range === 'hour' ? 2.5 : 4, fill: accent },
            ...(bars && UPlot.paths.bars && { paths: UPlot.paths.bars({ size: [0.6, 20] }), points: { show: false } }) },
          { stroke: line, width: 1, dash: [4, 3], points: { show: false } },
        ],
      }, [marks, values, marks.map(() => target ?? null)], at);
      const sized = new ResizeObserver(() => plot.setSize({ width: at.clientWidth, height: HEIGHT }));
      sized.observe(at);
      remove = () => { sized.disconnect(); plot.destroy(); };
    }).catch(() => { /* without the drawing the words beside it say the same */ });
    return () => { gone = true; remove(); };
  }, [points, target, bars, range]);
  const last = points.at(-1);
  return (
    <div ref={place} className="chart" role="img" style={{ height: HEIGHT }}
      aria-label={`${says}${last ? `; ${unit(last.value)} ${RANGES[range].last}` : '; nothing yet'}${target ? `; the target is ${unit(target)}` : ''}`} />
  );
}
