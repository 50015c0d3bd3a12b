/** Units kept for somebody until a time, as the API asks for them; the promise itself is made in stock-holds.ts. */
import { heldLines, type HeldLine } from '#store/holds.ts';
import { holdOf } from '#store/stock-reservation.ts';
import { newId } from '../identity.ts';
import type { Platform } from '../platform.ts';
import { notFound, type Act } from './operation.ts';
import { hold, release } from './stock-holds.ts';

export interface HoldWish {
  readonly reference: string;
  readonly channel: string;
  readonly minutes: number;
  readonly location?: string | undefined;
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
}
export interface Hold {
  readonly hold: string;
  readonly reference: string;
  readonly channel: string;
  readonly made: string;
  readonly until: string;
  readonly state: 'held' | 'released' | 'expired' | 'taken';
  /** Our id of the order that took it over. */
  readonly order: string | null;
  readonly lines: HeldLine[];
}

/** @throws Refusal Conflict when not all of it can be kept. */
export async function makeHold(p: Platform, { tenant }: Act, { reference, channel, minutes, location, lines }: HoldWish): Promise<Hold> {
  const { holdId } = await hold(p, {
    tenant, key: newId(), channel, reference, lines, seconds: minutes * 60, ...(location && { location }),
  });
  return readHold(p, tenant, holdId);
}

export async function readHold(p: Platform, tenant: string, holdId: string): Promise<Hold> {
  const [h, lines] = await Promise.all([holdOf(p.pool, tenant, holdId), heldLines(p.pool, tenant, holdId)]);
  if (!h) throw notFound(`There is no hold ${holdId}.`);
  return {
    hold: holdId, reference: h.reference, channel: h.channel, made: h.made.toString(), until: h.until.toString(),
    state: h.ended ?? 'held', order: h.taken_by, lines,
  };
}

/** Gives back what is still held. Ending it twice gives back nothing more. */
export async function endHold(p: Platform, { tenant }: Act, holdId: string): Promise<Hold> {
  await release(p, tenant, holdId);
  return readHold(p, tenant, holdId);
}
