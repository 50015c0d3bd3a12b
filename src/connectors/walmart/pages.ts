/** Pages of the JSON operation as the table they were cut from: each record names its cells by the report's columns. */
import { z } from 'zod';
import { read } from '../parse.ts';
import { stop } from '#domain/fault.ts';
import type { Layout, Row, Table } from '../statement/table.ts';
import { columnKey } from '../statement/text.ts';
import { already, jsonIn } from '../statement/json-lists.ts';
import type { Source } from '../statement/source.ts';

const Cells = z.record(z.string(), z.unknown());
const Page = z.object({ reportData: z.array(already(Cells)) });
const Whole = z.union([Page.transform((p) => [p]), z.array(Page)]);

export async function tableOf<C extends string>(source: Source, layout: Layout<C>): Promise<Table<C>> {
  const names = new Map<string, C>();
  for (const [column, spellings] of Object.entries(layout.columns) as [C, readonly string[]][])
    for (const spelling of spellings) names.set(columnKey(spelling), column);
  const records = read(Whole, await jsonIn(source, { reportData: Cells })).flatMap((p) => p.reportData)
    .map((record) => new Map(Object.entries(record).flatMap(([name, value]) => {
      const column = names.get(columnKey(name));
      const text = typeof value === 'string' ? value.replaceAll(/^"+|"+$/g, '').trim() : '';
      return column === undefined ? [] : [[column, text] as const];
    })));
  const has = (column: C) => records.some((r) => r.has(column));
  const missing = layout.required.filter((c) => !has(c));
  if (missing.length > 0) throw stop.malformed(`this is not ${layout.what}: no record has ${missing.join(', ')}`);
  return {
    has, unknown: [], above: [],
    async *rows(): AsyncGenerator<Row<C>> {
      for (const [at, record] of records.entries()) yield { line: at + 1, cell: (name) => record.get(name) ?? '' };
    },
  };
}
