/** How one 3PL is reached and spoken to. One connection is one warehouse. */
import { z } from 'zod';
import { fileSecrets, fileSettings } from '#connectors/files.ts';

export const settings = z.object({
  ...fileSettings,
  location: z.string().regex(/^[A-Za-z0-9-]+$/).describe('The warehouse’s code at the 3PL; stands in file names'),
  service: z.enum(['STANDARD', 'EXPRESS']).default('STANDARD').describe('The service level we ask for'),
  sidecar: z.enum(['required', 'optional']).default('required')
    .describe('Whether every file of the 3PL comes with a .sha256; if so, one without it is still being written'),
  staleMinutes: z.number().int().positive().default(60)
    .describe('After this long a half-written file is no longer waited for but shown to a person'),
});
export type Settings = z.output<typeof settings>;
export const secrets = fileSecrets;
