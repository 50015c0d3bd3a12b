/** Where the day stands, while it goes on: one line that is written over on a terminal, plain lines elsewhere. */
import type { Day } from './day.ts';
import type { Standing } from './look.ts';

export interface Screen {
  /** A line that stays. */
  readonly line: (text: string) => void;
  /** The line at the bottom that changes; nothing on a pipe but now and then. */
  readonly status: (text: string) => void;
}

const PLAIN_MS = 5_000;

export function screen(out: NodeJS.WritableStream & { readonly columns?: number }, live: boolean): Screen {
  let shown = '';
  let said = '';
  let last = 0;
  const clear = (): string => (shown ? `\r${' '.repeat(shown.length)}\r` : '');
  return {
    line(text) {
      out.write(live ? `${clear()}${text}\n${shown}` : `${text}\n`);
    },
    status(text) {
      if (live) {
        // A line that wraps could not be taken back.
        const fitting = text.slice(0, (out.columns ?? 100) - 1);
        out.write(`${clear()}${fitting}`);
        shown = fitting;
      } else if (text && text !== said && Date.now() - last > PLAIN_MS) {
        last = Date.now();
        said = text;
        out.write(`${text}\n`);
      }
    },
  };
}

export const silent: Screen = { line: () => {}, status: () => {} };

/** Shows the standing every second until told to stop. */
export function follow(day: Day, on: Screen): () => void {
  let busy = false;
  const show = async (): Promise<void> => {
    if (busy) return;
    busy = true;
    // While the database restarts there is nothing to show; the next second shows it again.
    await day.look.standing().then((s) => on.status(`  ${words(day, s)}`), () => {});
    busy = false;
  };
  const timer = setInterval(() => void show(), 1000);
  return () => {
    clearInterval(timer);
    on.status('');
  };
}

const words = (day: Day, s: Standing): string =>
  `placed ${day.book.length} · known ${s.orders} · in ERP ${s.in_erp} · shipped ${s.shipped} · told ${s.told} · ` +
  `faults ${faultsOf(day)} · exceptions ${s.parked}`;

export const faultsOf = ({ cast }: Day): number => Object.values(cast.weathers).reduce((n, w) => n + w.count(), 0);
