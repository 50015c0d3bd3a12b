/**
 * Sealing. A master key (file or environment) wraps one data key per tenant; the data key seals raw payloads
 * and wraps one key per person, so that forgetting a person is destroying a key. AES-256-GCM throughout, with
 * what the bytes belong to as associated data: a sealed body moved to another row does not open.
 */
import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';

const NONCE = 12;
const TAG = 16;

export function seal(key: Buffer, belongsTo: string, plain: Uint8Array): Buffer {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(belongsTo));
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]);
}

/** @throws Error when key or owner is not the one it was sealed with. */
export function unseal(key: Buffer, belongsTo: string, sealed: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE))
    .setAAD(Buffer.from(belongsTo))
    .setAuthTag(sealed.subarray(NONCE, NONCE + TAG));
  return Buffer.concat([decipher.update(sealed.subarray(NONCE + TAG)), decipher.final()]);
}

export interface TenantKey {
  readonly tenant: string;
  readonly key: Buffer;
}
export const newKey = (): Buffer => randomBytes(32);
export const wrapTenantKey = (master: Buffer, tenant: string, key: Buffer): Buffer => seal(master, `tenant:${tenant}`, key);
/** While one master key takes over from another, a tenant's key is wrapped by the one or the other. */
export interface MasterKeys {
  readonly current: Buffer;
  readonly next?: Buffer | undefined;
}
/** @throws Error in one sentence when no master key at hand is the one the database was made with. */
export function openTenantKey({ current, next }: MasterKeys, tenant: string, wrapped: Buffer): TenantKey {
  for (const master of next ? [current, next] : [current]) {
    const key = tryOpen(master, tenant, wrapped);
    if (key) return { tenant, key };
  }
  throw new Error('This master key does not open the vault of this database: use the one it was made with ' +
    '(THREADLINE_MASTER_KEY, or master.key in the data folder).');
}
/** Undefined when another master key wrapped it. */
export function tryOpen(master: Buffer, tenant: string, wrapped: Buffer): Buffer | undefined {
  try {
    return unseal(master, `tenant:${tenant}`, wrapped);
  } catch {
    return undefined;
  }
}

/** A keyed hash, so that a customer's records can be found without storing who the customer is. */
export const blind = ({ tenant, key }: TenantKey, value: string): string =>
  createHmac('sha256', key).update(`${tenant}:customer:${value.trim().toLowerCase()}`).digest('base64url');
