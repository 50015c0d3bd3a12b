/** The settings of a partner that speaks files: spread these into the connector's own zod object. */
import { z } from 'zod';

export const fileSettings = {
  filesUrl: z.string().regex(/^(sftp|file):\/\//, 'must start with sftp:// or file://')
    .describe('sftp://user@host:port/root or file:///absolute/folder'),
  password: z.string().optional().describe('SFTP password'),
  privateKey: z.string().optional().describe('SFTP private key, PEM'),
  hostKey: z.string().optional().describe('SHA-256 fingerprint of the server’s key, base64; any key is accepted without it'),
};
/** Which of them are secrets. */
export const fileSecrets = ['password', 'privateKey'] as const;

export type FileSettings = {
  readonly filesUrl: string; readonly password?: string | undefined; readonly privateKey?: string | undefined;
  readonly hostKey?: string | undefined;
};
