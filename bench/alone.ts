/** A measurement in a process of its own: what an earlier one left in memory is not counted against the next. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Row } from './row.ts';

const CHILD = fileURLToPath(new URL('./alone-process.ts', import.meta.url));

/** @param what module beside this one and what it exports; `given` goes over as JSON. @throws Error when the measurement failed: it said why itself. */
export async function alone(what: { readonly module: string; readonly name: string }, ...given: readonly unknown[]): Promise<Row[]> {
  const child = spawn(process.execPath, [...process.execArgv, CHILD, what.module, what.name, JSON.stringify(given)],
    { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  let rows: Row[] | undefined;
  child.on('message', (said) => { rows = said as Row[]; });
  const [code] = await once(child, 'close') as [number | null];
  if (code !== 0 || !rows) throw new Error(`The measurement ${what.name} did not come to its end (exit ${code}).`);
  return rows;
}
