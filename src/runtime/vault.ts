/**
 * Sealing. A master key (file or environment) wraps one data key per tenant; the data key seals raw payloads
 * and wraps one key per person, so that forgetting a person is destroying a key. AES-256-GCM throughout, with
 * what the bytes belong to as associated data: a sealed body moved to another row does not open.
 */
import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

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
/** @throws Error in one sentence when the master key is not the one the database was made with. */
export function openTenantKey(master: Buffer, tenant: string, wrapped: Buffer): TenantKey {
  try {
    return { tenant, key: unseal(master, `tenant:${tenant}`, wrapped) };
  } catch {
    throw new Error('This master key does not open the vault of this database: use the one it was made with ' +
      '(THREADLINE_MASTER_KEY, or master.key in the data folder).');
  }
}

/** A keyed hash, so that a customer's records can be found without storing who the customer is. */
export const blind = ({ tenant, key }: TenantKey, value: string): string =>
  createHmac('sha256', key).update(`${tenant}:customer:${value.trim().toLowerCase()}`).digest('base64url');

/**
 * The master key: THREADLINE_MASTER_KEY (base64 of 32 bytes), or a file that only its owner may read, made
 * on the first start.
 */
export function masterKey(file: string, environment: string | undefined): Buffer {
  if (environment) {
    const key = Buffer.from(environment, 'base64');
    if (key.length !== 32) throw new Error('THREADLINE_MASTER_KEY must be the base64 of exactly 32 bytes.');
    return key;
  }
  if (!existsSync(file)) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, newKey().toString('base64'), { mode: 0o600, flag: 'wx' });
  }
  if (process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0)
    throw new Error(`The master key ${file} is readable by others: chmod 600 it, then start again.`);
  const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64');
  if (key.length !== 32) throw new Error(`The master key ${file} is not the base64 of 32 bytes: restore it from a backup.`);
  return key;
}
