/** The process of one measurement: `node alone-process.ts MODULE EXPORT ARGUMENTS-AS-JSON` hands its rows to its parent. */
import type { Row } from './row.ts';

type Measurement = (...given: readonly unknown[]) => Promise<Row[]>;

const [module, name, given] = process.argv.slice(2) as [string, string, string];
const exported = await import(new URL(`./${module}.ts`, import.meta.url).href) as Readonly<Record<string, Measurement | undefined>>;
const measurement = exported[name];
if (!measurement) throw new Error(`bench/${module}.ts exports no ${name}`);
const rows = await measurement(...JSON.parse(given) as unknown[]);
const told = process.send?.bind(process);
if (!told) throw new Error('A parent waits for what this measures: start it with `threadline bench`.');
await new Promise((resolve) => { told(rows, resolve); });
process.disconnect();
