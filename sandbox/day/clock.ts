/**
 * The clock on a warehouse's wall. While it stands, nobody there picks or ships: the scene decides what comes first.
 * One scene at a time has the house for itself: two that wait for each other's clock and line would wait for ever.
 */
export interface StoppableClock {
  readonly now: () => Date;
  /** Runs when nobody else has the house; `stop` stops the clock and answers what starts it again. */
  alone<T>(work: (stop: () => () => void) => Promise<T>): Promise<T>;
}

export function stoppableClock(): StoppableClock {
  let stands: number | undefined;
  let last: Promise<unknown> = Promise.resolve();
  const start = (): void => { stands = undefined; };
  const stop = (): (() => void) => {
    stands = Date.now();
    return start;
  };
  return {
    now: () => new Date(stands ?? Date.now()),
    alone(work) {
      const mine = last.then(() => work(stop)).finally(start);
      last = mine.catch(() => {});
      return mine;
    },
  };
}
