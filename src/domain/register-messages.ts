/** Facts about registers: what they rang up, that they closed their day, and what was posted of it. */
import type { ExternalId, IdempotencyKey, Timestamp } from './brand.ts';
import type { Message } from './message.ts';
import type { Money } from './measure.ts';
import type { RegisterPlace, RegisterRecord, Taking, ZReport } from './register-day.ts';

/** A ticket, or cash that went in or out of the drawer. */
export type RegisterRang = Message<'RegisterRang', RegisterRecord & { readonly dayId: string }>;
/** Its Z report: what it says it took. */
export type RegisterClosed = Message<'RegisterClosed', ZReport & { readonly dayId: string }>;
/** Tickets that were still on their way have had their time: what is here is posted. */
export type CloseRegisterDay = Message<'CloseRegisterDay', { readonly key: IdempotencyKey; readonly dayId: string; readonly part: number }>;
/** What goes into the books; the first with the Z, every later one a supplement. */
export type RegisterDayClosed = Message<'RegisterDayClosed', {
  readonly dayId: string; readonly place: RegisterPlace; readonly part: number; readonly takings: readonly Taking[];
  readonly tickets: number; readonly over?: Money; readonly report?: ExternalId; readonly at?: Timestamp;
}>;
