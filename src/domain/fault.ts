import type { Timestamp } from './brand.ts';
import type { ExceptionKind } from './exception.ts';

/**
 * Why work stopped, named by who must act next. There is no seventh kind, and no boolean `retryable`.
 * Attempts are spent only by `Unavailable` and `Unknown`; waiting your turn is not a failure.
 */
export type Fault =
  /** Time acts: back off and try again. Nothing was applied. */
  | { readonly kind: 'Unavailable'; readonly detail: string }
  /** Time acts: wait for the partner's budget. Spends no attempt. */
  | { readonly kind: 'Throttled'; readonly until: Timestamp; readonly detail: string }
  /** The machine acts: a write was sent and not answered; its key is looked up before anything else. */
  | { readonly kind: 'Unknown'; readonly detail: string }
  /** A person acts: the partner, a mapping or the books said no. Goes to the owner of the exception kind. */
  | {
      readonly kind: 'Refused';
      readonly exception: ExceptionKind;
      readonly detail: string;
      /** What would release it, when a single setting does: 'mapping:sku:shopify-us:ABC'. See `waiting`. */
      readonly waitsOn?: string;
    }
  /** An administrator acts: the connection is suspended; nothing is lost, nothing is retried. */
  | { readonly kind: 'Unauthorised'; readonly detail: string }
  /** A developer acts: parked at once with its payload, because trying again cannot help. */
  | { readonly kind: 'Malformed'; readonly detail: string };

export type FaultKind = Fault['kind'];

/** The one error that handlers and connectors throw on purpose. Anything else thrown is a defect of ours. */
export class Stopped extends Error {
  readonly fault: Fault;
  constructor(fault: Fault) {
    super(`${fault.kind}: ${fault.detail}`);
    this.name = 'Stopped';
    this.fault = fault;
  }
}

export const stop = {
  unavailable: (detail: string) => new Stopped({ kind: 'Unavailable', detail }),
  throttled: (until: Timestamp, detail = 'over the partner’s budget') =>
    new Stopped({ kind: 'Throttled', until, detail }),
  unknown: (detail: string) => new Stopped({ kind: 'Unknown', detail }),
  refused: (exception: ExceptionKind, detail: string, waitsOn?: string) =>
    new Stopped({ kind: 'Refused', exception, detail, ...(waitsOn && { waitsOn }) }),
  unauthorised: (detail: string) => new Stopped({ kind: 'Unauthorised', detail }),
  malformed: (detail: string) => new Stopped({ kind: 'Malformed', detail }),
};

/** The name under which deliveries wait for a mapping; setting that mapping releases all of them. */
export const waiting = (table: string, connection: string, external: string): string =>
  `mapping:${table}:${connection}:${external}`;
