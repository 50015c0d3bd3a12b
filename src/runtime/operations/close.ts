/** Closing a month: when nothing blocks, or on the word of somebody who says why. What stood open is kept with it. */
import type { Platform } from '../platform.ts';
import { checklist, type Checklist } from './close-checks.ts';
import { conflict, invalid, type Act } from './operation.ts';
import { checked, stateOf, turn, type Month, type Turned } from './periods.ts';

export interface Closed extends Turned { readonly checklist: Checklist; readonly inSpite: readonly string[] }

/** @throws Refusal when something blocks, and nobody takes it upon themselves. */
export async function closePeriod(p: Platform, act: Act, month: Month, { inSpite = false } = {}): Promise<Closed> {
  if ((await stateOf(p, act.tenant, checked(month))) === 'closed') throw conflict(`${month.period} of ${month.entity} is closed already.`);
  const list = await checklist(p, act.tenant, month);
  const blocking = list.checks.filter((c) => c.state === 'blocks');
  if (blocking.length > 0 && !inSpite)
    throw conflict(`${month.period} of ${month.entity} cannot be closed: ${blocking.map((c) => `${c.check} (${c.count})`).join(', ')}. ` +
      'threadline close --dry-run says what to do about each.');
  if (blocking.length > 0 && !act.why?.trim()) throw invalid('Closing in spite of what is open needs a reason; it is kept with the month.');
  const over = blocking.map((c) => c.check);
  const done = await turn(p, act, { ...month, state: 'closed', checklist: { ...list, inSpite: over, by: act.who } });
  return { ...done, checklist: list, inSpite: over };
}
