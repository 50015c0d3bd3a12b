/**
 * Units kept for somebody until a time: all of them or none. The promise is made by the goods ledger, in turn with
 * every order; whoever asks waits for its answer, and a wish that was refused leaves nothing behind.
 */
import type { ExternalId, LocationId, Sku, Timestamp } from '#domain/brand.ts';
import type { StockHeld } from '#domain/messages.ts';
import { shardOf } from '#domain/shard.ts';
import { after } from '#domain/time.ts';
import { heldLines, holdFate, type HeldLine } from '#store/holds.ts';
import { markDropped } from '#store/operate.ts';
import { transaction } from '#store/query.ts';
import { holdOf } from '#store/stock-reservation.ts';
import { append } from '../append.ts';
import { derivedUuid, newId } from '../identity.ts';
import { now } from '../moment.ts';
import type { Platform } from '../platform.ts';
import { conflict, notFound, type Act } from './operation.ts';

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
  readonly lines: HeldLine[];
}

/** How long somebody waits for the ledger before the wish is taken back. */
const PATIENCE_MS = 8000;
const LOOK_MS = 15;

/** @throws Refusal Conflict when not all of it can be kept. */
export async function makeHold(p: Platform, act: Act, wish: HoldWish): Promise<Hold> {
  const holdId = `hold-${newId()}`;
  const at = now();
  const data: StockHeld['data'] = {
    holdId, channel: wish.channel, reference: wish.reference, until: after(at as Timestamp, wish.minutes * 60),
    lines: wish.lines.map((l, i) => ({ lineId: String(i + 1) as ExternalId, sku: l.sku as Sku, quantity: l.quantity })),
    ...(wish.location && { at: wish.location as LocationId }),
  };
  const key = `StockHeld:${holdId}`;
  await transaction(p.pool, (tx) => append(tx, [{
    tenant: act.tenant, type: 'StockHeld', data, subject: `hold:${holdId}`, key, at, correlation: derivedUuid(act.tenant, 'story', holdId),
  }]));
  await answered(p, act.tenant, holdId, key);
  return readHold(p, act.tenant, holdId);
}

async function answered(p: Platform, tenant: string, holdId: string, key: string): Promise<void> {
  for (const end = performance.now() + PATIENCE_MS; ;) {
    const fate = await holdFate(p.pool, tenant, holdId, key);
    if (fate?.state === 'Done') return;
    const late = performance.now() > end;
    if (fate && (fate.state === 'Parked' || late)) {
      const at = { tenant, shard: shardOf(tenant, `hold:${holdId}`), message: fate.message, handler: 'ledger:goods' };
      const taken = await markDropped(p.pool, at);
      if (taken || late) throw conflict(fate.detail ?? 'The ledger did not answer in time; nothing is held.');
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

export async function readHold(p: Platform, tenant: string, holdId: string): Promise<Hold> {
  const [h, lines] = await Promise.all([holdOf(p.pool, tenant, holdId), heldLines(p.pool, tenant, holdId)]);
  if (!h) throw notFound(`There is no hold ${holdId}.`);
  return {
    hold: holdId, reference: h.reference, channel: h.channel, made: h.made.toString(), until: h.until.toString(),
    state: h.ended ?? 'held', lines,
  };
}

/** Gives back what is still held. Ending it twice gives back nothing more. */
export async function endHold(p: Platform, act: Act, holdId: string): Promise<Hold> {
  const before = await readHold(p, act.tenant, holdId);
  if (before.state !== 'held') return before;
  // Beside the hold's own subject: its timer stands there and would be waited for.
  const key = `HoldEnded:${holdId}:released`;
  await transaction(p.pool, (tx) => append(tx, [{
    tenant: act.tenant, type: 'HoldEnded', data: { holdId, because: 'released' }, subject: `hold:${holdId}/released`, key, at: now(),
    correlation: derivedUuid(act.tenant, 'story', holdId),
  }]));
  await answered(p, act.tenant, holdId, key);
  return readHold(p, act.tenant, holdId);
}
