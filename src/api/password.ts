/**
 * Passwords as Argon2id of Node's own crypto, and time-based codes as the second factor. The parameters stand in
 * the stored form, so they can be raised later without locking anybody out.
 */
import { argon2, createHash, randomBytes, timingSafeEqual, type Argon2Parameters } from 'node:crypto';
import { promisify } from 'node:util';
import { Secret, TOTP } from 'otpauth';

const derive = promisify(argon2) as (algorithm: 'argon2id', parameters: Argon2Parameters) => Promise<Buffer>;
/** As OWASP asks for: 19 MiB, two passes, one lane. */
const MEMORY = 19_456;
const PASSES = 2;
const LENGTH = 32;
export const SHORTEST = 12;

export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(16);
  const hash = await run(password, { nonce, memory: MEMORY, passes: PASSES });
  return ['argon2id', MEMORY, PASSES, nonce.toString('base64url'), hash.toString('base64url')].join('$');
}

/** Takes as long for somebody who is not there. */
let nobody: Promise<string> | undefined;
export async function isPassword(password: string, stored: string | null | undefined): Promise<boolean> {
  nobody ??= hashPassword(randomBytes(16).toString('hex'));
  const [, memory, passes, nonce = '', hash = ''] = (stored ?? (await nobody)).split('$');
  const wanted = Buffer.from(hash, 'base64url');
  const given = await run(password, {
    nonce: Buffer.from(nonce, 'base64url'), memory: Number(memory), passes: Number(passes),
  });
  return given.length === wanted.length && timingSafeEqual(given, wanted) && Boolean(stored);
}

const run = (password: string, p: { nonce: Buffer; memory: number; passes: number }): Promise<Buffer> =>
  derive('argon2id', { ...p, message: Buffer.from(password.normalize('NFKC')), parallelism: 1, tagLength: LENGTH });

const totp = (secret: string, label: string): TOTP => new TOTP({ issuer: 'Threadline', label, secret });
export const newFactor = (label: string): { secret: string; uri: string } => {
  const secret = new Secret({ size: 20 }).base32;
  return { secret, uri: totp(secret, label).toString() };
};
/** The time step a code belongs to, one before or after the present one included; undefined when it is none. */
export function stepOf(secret: string, code: string): number | undefined {
  if (!/^\d{6}$/.test(code)) return undefined;
  const one = totp(secret, '');
  const delta = one.validate({ token: code, window: 1 });
  return delta === null ? undefined : one.counter() + delta;
}

export const newRecovery = (): string[] => [...Array(8).keys()].map(() => randomBytes(6).toString('hex'));
/** 48 random bits each, one use each, behind the password and a ban: a fast hash is enough. */
export const recoveryHash = (code: string): string =>
  createHash('sha256').update(code.replace(/[\s-]/g, '').toLowerCase()).digest('base64url');
