/**
 * What becomes of a delivery that stopped: when it is tried again, or who must act. Pure; chance comes in
 * as `jitter` (0..1), so that many stopped deliveries do not come back at once.
 */
import type { Timestamp } from './brand.ts';
import { EXCEPTIONS, type ExceptionKind, type Role } from './exception.ts';
import type { Fault } from './fault.ts';
import { after } from './time.ts';

/** With the back-off below, about an hour and a half of a partner that never answers. */
export const MAX_ATTEMPTS = 20;

export type Verdict =
  | { readonly state: 'Ready'; readonly due: Timestamp; readonly spend: boolean }
  | { readonly state: 'Parked'; readonly exception: ExceptionKind; readonly owner: Role; readonly waitsOn?: string };

export function verdict(fault: Fault, attempts: number, now: Timestamp, jitter: number): Verdict {
  switch (fault.kind) {
    case 'Throttled':
      return { state: 'Ready', due: fault.until, spend: false };
    case 'Unauthorised': // The connection is suspended beside this; resuming it makes the delivery due.
      return { state: 'Ready', due: after(now, 5), spend: false };
    case 'Unavailable':
      if (attempts >= MAX_ATTEMPTS) return parked('PartnerUnavailable');
      return { state: 'Ready', due: after(now, backoff(attempts, jitter)), spend: true };
    case 'Unknown':
      if (attempts >= MAX_ATTEMPTS) return parked('MissingOutcome');
      return { state: 'Ready', due: after(now, backoff(attempts, jitter)), spend: true };
    case 'Refused':
      return parked(fault.exception, fault.waitsOn);
    case 'Malformed':
      return parked('Unreadable');
  }
}

const parked = (exception: ExceptionKind, waitsOn?: string): Verdict =>
  ({ state: 'Parked', exception, owner: EXCEPTIONS[exception].owner, ...(waitsOn && { waitsOn }) });

/** 0.5 s, 0.85 s, 1.4 s … to 10 min, each between half and all of it: a chain of calls resumes soon, an outage is waited out. */
export const backoff = (attempts: number, jitter: number): number =>
  Math.min(600, 0.5 * 1.7 ** Math.max(0, attempts - 1)) * (0.5 + jitter / 2);
