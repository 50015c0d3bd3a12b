/**
 * A fresh SSH key, for the twin's host key and for clients of a demo or a test.
 *
 * ECDSA from Node itself and not ssh2's own generator: of 400 Ed25519 keys that one made, 3 could not be
 * read back (ssh2 1.17.0).
 */
import { createHash, generateKeyPairSync } from 'node:crypto';
import ssh2, { type ParsedKey } from 'ssh2';

export interface SshKey {
  /** PEM, as an SFTP client takes it. */
  readonly private: string;
  /** One line in OpenSSH form. */
  readonly public: string;
}

export function newSshKey(): SshKey {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pem = privateKey.export({ type: 'sec1', format: 'pem' }).toString();
  const parsed = ssh2.utils.parseKey(pem) as ParsedKey | Error;
  if (parsed instanceof Error) throw parsed;
  return { private: pem, public: `${parsed.type} ${parsed.getPublicSSH().toString('base64')}` };
}

/** `SHA256:…` in base64 without padding, as ssh-keygen -l prints it. */
export function fingerprint(publicKey: string): string {
  const blob = Buffer.from(publicKey.split(' ')[1] ?? '', 'base64');
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replaceAll('=', '')}`;
}
