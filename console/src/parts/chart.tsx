/** A line over the last day with its target: uPlot, loaded when the first one is shown. Said in words beside it. */
import { useEffect, useRef } from 'react';
import { hour } from '../words.ts';

interface Props {
  readonly points: readonly { readonly at: string; readonly value: number }[];
  readonly target?: number;
  readonly says: string;
  readonly unit: (value: number) => string;
  readonly bars?: boolean;
}
const HEIGHT = 64;
const HOUR_S = 3600;

/** One value per hour, hours without any left open. */
function series(points: Props['points']): [number[], (number | null)[]] {
  const by = new Map(points.map((p) => [Math.floor(Date.parse(p.at) / 1000), p.value]));
  const end = Math.floor(Date.now() / 1000 / HOUR_S) * HOUR_S;
  const hours = [...Array(24).keys()].map((i) => end - (23 - i) * HOUR_S);
  return [hours, hours.map((h) => by.get(h) ?? null)];
}

export function Chart({ points, target, says, unit, bars = false }: Props) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let gone = false;
    let remove = () => {};
    void Promise.all([import('uplot'), import('uplot/dist/uPlot.min.css')]).then(([{ default: UPlot }]) => {
      const at = place.current;
      if (gone || !at) return;
      const color = (name: string) => getComputedStyle(at).getPropertyValue(name).trim() || '#888';
      const [accent, line, quiet] = [color('--plot'), color('--plot-line'), color('--plot-quiet')];
      const [hours, values] = series(points);
      const most = Math.max(...values.map((v) => v ?? 0), target ? target * 1.1 : 0, 1);
      const plot = new UPlot({
        width: at.clientWidth, height: HEIGHT, legend: { show: false }, cursor: { show: false },
        scales: { x: { time: true }, y: { range: [0, most * 1.05] } },
        axes: [
          { size: 16, stroke: quiet, font: '10px system-ui', ticks: { show: false }, grid: { show: false }, gap: 2,
            values: (_u, marks) => marks.map((m) => hour(m * 1000)), space: 70 },
          { show: false },
        ],
        series: [
          {},
          { stroke: accent, width: 1.5, fill: bars ? accent : `${accent}22`, spanGaps: false, points: { show: true, size: 4, fill: accent },
            ...(bars && UPlot.paths.bars && { paths: UPlot.paths.bars({ size: [0.6, 20] }), points: { show: false } }) },
          { stroke: line, width: 1, dash: [4, 3], points: { show: false } },
        ],
      }, [hours, values, hours.map(() => target ?? null)], at);
      const sized = new ResizeObserver(() => plot.setSize({ width: at.clientWidth, height: HEIGHT }));
      sized.observe(at);
      remove = () => { sized.disconnect(); plot.destroy(); };
    }).catch(() => { /* without the drawing the words beside it say the same */ });
    return () => { gone = true; remove(); };
  }, [points, target, bars]);
  const last = points.at(-1);
  return (
    <div ref={place} className="chart" role="img" style={{ height: HEIGHT }}
      aria-label={`${says}${last ? `; ${unit(last.value)} in the last hour that had any` : '; nothing in the last day'}`} />
  );
}
