/** How things look on a terminal: columns, amounts of time, and JSON for programs. */
import { stripVTControlCharacters, styleText } from 'node:util';
import type { Terminal } from './terminal.ts';

/** Big integers as text, instants as RFC 3339. */
export const json = (value: unknown): string =>
  `${JSON.stringify(value, (_key, v: unknown) => (typeof v === 'bigint' ? String(v) : v), 2)}\n`;

/** Columns as wide as their widest cell, two spaces apart; the last one takes the rest of the line. */
export function table(rows: readonly (readonly string[])[], t: Pick<Terminal, 'width'>, indent = '  '): string {
  const columns = Math.max(0, ...rows.map((r) => r.length));
  const widths = Array.from({ length: columns }, (_, i) =>
    (i === columns - 1 ? 0 : Math.max(...rows.map((r) => shown(r[i] ?? '')))));
  const before = indent.length + widths.slice(0, -1).reduce((n, w) => n + w + 2, 0);
  return (
    rows
      .map((row) => {
        const cells = row.map((cell, i) =>
          i === columns - 1 ? cell : cell + ' '.repeat(widths[i]! - shown(cell) + 2),
        );
        const last = cells.at(-1) ?? '';
        const [first = '', ...rest] =
          columns > 1 && row.length === columns ? wrap(last, Math.max(30, t.width - before)) : [last];
        return [
          `${indent}${cells.slice(0, -1).join('')}${first}`.trimEnd(),
          ...rest.map((line) => ' '.repeat(before) + line),
        ].join('\n');
      })
      .join('\n') + (rows.length > 0 ? '\n' : '')
  );
}
const shown = (text: string): number => stripVTControlCharacters(text).length;

/** Breaks at spaces; a word longer than the line stands alone. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    if (line !== undefined && shown(line) + 1 + shown(word) <= width) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}

type Color = 'bold' | 'dim' | 'red' | 'green' | 'yellow';
export const paint = (t: Pick<Terminal, 'color'>, color: Color, text: string): string =>
  (t.color ? styleText(color, text, { validateStream: false }) : text);

export const plural = (n: number, one: string, many = `${one}s`): string =>
  `${n.toLocaleString('en')} ${n === 1 ? one : many}`;

/** `3 min`, `5 h`, `2 days`: how long since, or until. */
export function span(seconds: number): string {
  const s = Math.abs(seconds);
  if (s < 90) return `${Math.round(s)} s`;
  if (s < 5400) return `${Math.round(s / 60)} min`;
  return s < 172_800 ? `${Math.round(s / 3600)} h` : `${Math.round(s / 86_400)} days`;
}
export const since = (at: Temporal.Instant): string => span(at.until(Temporal.Now.instant()).total('seconds'));
