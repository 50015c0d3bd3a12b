/**
 * Writes console/src/openapi.ts, the types of every answer and every body, from the document that the server shows at
 * /openapi.json: `npx node console/generate.ts`. test/docs.test.ts fails when what stands there is stale.
 */
import { writeFileSync } from 'node:fs';
import openapiTS, { astToString, type OpenAPI3 } from 'openapi-typescript';
import { pino } from 'pino';
import { buildApi } from '../src/api/server.ts';

export const PATH = 'console/src/openapi.ts';
const HEAD = '/* Written by `npx node console/generate.ts` from /openapi.json. Do not edit. */\n';

/** The document depends on the routes alone: nothing is behind them here, and nothing but the document is asked for. */
async function document(): Promise<OpenAPI3> {
  const nothing = { platform: { log: pino({ level: 'silent' }) }, options: {} };
  const app = await buildApi(...(Object.values(nothing) as unknown as Parameters<typeof buildApi>));
  const answer = await app.inject('/openapi.json');
  await app.close();
  return answer.json<OpenAPI3>();
}

export const typesOfApi = async (): Promise<string> =>
  HEAD + astToString(await openapiTS(await document(), { alphabetize: true, silent: true }));

if (import.meta.main) {
  writeFileSync(new URL(`../${PATH}`, import.meta.url), await typesOfApi());
  process.stdout.write(`Wrote ${PATH}.\n`);
}
