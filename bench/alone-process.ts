/** The process of one measurement: `node alone-process.ts MODULE EXPORT ARGUMENTS-AS-JSON` hands its rows to its parent. */
import type { Row } from './row.ts';

type Measurement = (...given: readonly unknown[]) => Promise<Row[]>;

const [module, name, given] = process.argv.slice(2) as [string, string, string];
const exported = await import(new URL(`./${module}.ts`, import.meta.url).href) as Readonly<Record<string, Measurement>>;
const measurement = Object.entries<Measurement>(exported).find(([key]) => key === name)?.[1];
if (!measurement || !process.send) throw new Error(`Nobody waits for what bench/${module}.ts measures as ${name}: use \`threadline bench\`.`);
const rows = await measurement(...JSON.parse(given) as unknown[]);
process.send(rows, () => process.disconnect?.());
