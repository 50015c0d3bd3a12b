/**
 * Ids. What can follow from a business identity does: our order id is a hash of the channel's, so the same
 * order has the same id before anything is stored, on every machine. The rest are version 7 UUIDs.
 */
import { createHash } from 'node:crypto';
import { v7 } from 'uuid';
import type { ExternalId, OrderId, PartyId } from '#domain/brand.ts';

export const newId = (): string => v7();

export const sha256 = (...parts: readonly (string | Uint8Array)[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\u001f');
  return hash.digest();
};

/** Crockford's alphabet without look-alikes: ids are read over the phone. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const short = (bytes: Buffer): string => [...bytes.subarray(0, 16)].map((b) => ALPHABET[b & 31]).join('');

export const orderIdOf = (tenant: string, connection: string, external: string): OrderId =>
  `ord-${short(sha256(tenant, connection, 'order', external))}` as OrderId;

export const partyIdOf = (tenant: string, connection: string, order: ExternalId, role: string): PartyId =>
  `pty-${short(sha256(tenant, connection, 'party', order, role))}` as PartyId;

export const returnIdOf = (tenant: string, connection: string, external: string): string =>
  `ret-${short(sha256(tenant, connection, 'return', external))}`;

export const payoutIdOf = (tenant: string, connection: string, external: string): string =>
  `pay-${short(sha256(tenant, connection, 'payout', external))}`;

export const statementIdOf = (tenant: string, connection: string, external: string): string =>
  `stm-${short(sha256(tenant, connection, 'statement', external))}`;

export const registerDayIdOf = (tenant: string, place: readonly string[]): string =>
  `reg-${short(sha256(tenant, 'register-day', ...place))}`;

export const depositIdOf = (tenant: string, payoutId: string, external: string): string =>
  `dep-${short(sha256(tenant, payoutId, 'deposit', external))}`;

export const feeClaimIdOf = (tenant: string, line: readonly string[]): string => `clm-${short(sha256(tenant, 'fee-claim', ...line))}`;

export const matchIdOf = (tenant: string, members: readonly string[], cause: string): string =>
  `mat-${short(sha256(tenant, cause, ...members))}`;

/** A UUID (version 8) that follows from text: the correlation of everything about one thing. */
export function derivedUuid(...parts: readonly string[]): string {
  const bytes = sha256(...parts).subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

export const orderStory = (tenant: string, orderId: string): string => derivedUuid(tenant, 'story', orderId);

/** Of a message's content: the same key with another digest is not a duplicate. */
export const digestOf = (type: string, data: string): string => sha256(type, data).toString('base64url').slice(0, 22);
