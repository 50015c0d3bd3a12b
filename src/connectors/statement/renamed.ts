/** A layout with columns as a connection's settings name them, beside the usual names. */
import { stop } from '#domain/fault.ts';
import type { Layout } from './table.ts';

/** @throws Stopped Malformed for a setting about a column that the layout does not have. */
export function renamed<C extends string>(layout: Layout<C>, names: Readonly<Record<string, string>>): Layout<C> {
  const unknown = Object.keys(names).filter((name) => !(name in layout.columns));
  if (unknown.length > 0)
    throw stop.malformed(`the setting \`columns\` names ${unknown.join(', ')}; there are ${Object.keys(layout.columns).join(', ')}`);
  const columns = Object.fromEntries((Object.entries(layout.columns) as [C, readonly string[]][])
    .map(([column, spellings]) => [column, names[column] ? [names[column]] : spellings])) as unknown as Layout<C>['columns'];
  return { ...layout, columns };
}
