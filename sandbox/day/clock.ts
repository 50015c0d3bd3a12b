/** The clock on a warehouse's wall. While it stands, nobody there picks or ships: the scene decides what comes first. */
export interface StoppableClock {
  readonly now: () => Date;
  /** Stops it; the answer starts it again. Whoever stopped it first keeps it stopped until all have let go. */
  stop(): () => void;
}

export function stoppableClock(): StoppableClock {
  let stopped = 0;
  let stands = 0;
  return {
    now: () => new Date(stopped > 0 ? stands : Date.now()),
    stop() {
      if (stopped === 0) stands = Date.now();
      stopped += 1;
      let held = true;
      return () => {
        if (held) stopped -= 1;
        held = false;
      };
    },
  };
}
