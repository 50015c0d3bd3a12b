/** Every scene of the trading day: those that are played, and those that cannot be yet, with the reason. */
import type { Scene, Unplayable } from '../scene.ts';
import { threeTimes } from './01-three-times.ts';
import { overtaken } from './02-overtaken.ts';
import { lastUnit } from './03-last-unit.ts';
import { kitAndPart } from './04-kit.ts';
import { unmapped } from './05-unmapped.ts';
import { twoTenders } from './06-two-tenders.ts';
import { shares } from './07-shares.ts';
import { currencies } from './08-currencies.ts';
import { facilitator } from './09-facilitator.ts';
import { threeParcels } from './10-three-parcels.ts';
import { recalled } from './11-recalled.ts';
import { moved } from './12-moved.ts';
import { edited } from './13-edited.ts';
import { declined } from './14-declined.ts';
import { notCollected } from './15-not-collected.ts';
import { takenBack } from './16-taken-back.ts';
import { halves } from './17-halves.ts';
import { exchanged } from './18-exchanged.ts';
import { erpDown } from './19-erp-down.ts';
import { throttled } from './20-throttled.ts';
import { unanswered } from './21-unanswered.ts';
import { oneBadItem } from './22-one-bad-item.ts';
import { lateTickets } from './23-late-tickets.ts';
import { halfFile } from './24-half-file.ts';
import { feedStops } from './25-feed-stops.ts';
import { subscription } from './26-subscription.ts';
import { unknownWord } from './27-unknown-word.ts';
import { monthEnd } from './28-month-end.ts';
import { chargebacks } from './29-chargebacks.ts';
import { unknownFee } from './30-unknown-fee.ts';
import { shortAndLate } from './31-short-and-late.ts';
import { closedPeriod } from './32-closed-period.ts';
import { before } from './33-before.ts';
import { killed } from './34-killed.ts';
import { forgotten } from './35-forgotten.ts';
import { partCancelled } from './36-part-cancelled.ts';
import { held } from './37-held.ts';
import { sentFromElsewhere } from './38-sent-from-elsewhere.ts';
import { supplied } from './39-supplied.ts';

/** Fresh ones for one day; each remembers what it placed. */
export const scenes = (): Scene[] => [
  threeTimes(), overtaken(), lastUnit(), kitAndPart(), unmapped(), twoTenders(), shares(), currencies(), facilitator(), threeParcels(), recalled(),
  moved(), edited(), declined(), notCollected(), takenBack(), halves(), exchanged(), erpDown(), throttled(), unanswered(), oneBadItem(), lateTickets(),
  halfFile(), feedStops(), subscription(),
  unknownWord(), monthEnd(), chargebacks(), unknownFee(), shortAndLate(), closedPeriod(), before(), killed(), forgotten(),
  partCancelled(), held(), sentFromElsewhere(), supplied(),
];

export const UNPLAYABLE: readonly Unplayable[] = [
];
