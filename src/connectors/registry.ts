/** A connector is a folder with an index.ts. Nothing is registered anywhere: adding one edits no file. */
import { existsSync, readdirSync } from 'node:fs';
import type { Connector } from './contract.ts';

const here = new URL('.', import.meta.url);
const names = readdirSync(here, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && existsSync(new URL(`${entry.name}/index.ts`, here)))
  .map((entry) => entry.name);

export const connectors: ReadonlyMap<string, Connector<never>> = new Map(
  await Promise.all(
    names.map(async (name) => [name, (await import(new URL(`${name}/index.ts`, here).href)).default] as const),
  ),
);
