/**
 * Messages as JSON: a measure is `{"count":"1999","unit":"EUR"}`, everything else is itself.
 * The shape is unmistakable, so no schema is needed to read a message back.
 */
export const encode = (value: unknown): string =>
  JSON.stringify(value, (_key, v: unknown) => (typeof v === 'bigint' ? v.toString() : v));

/**
 * Turns parsed JSON into domain values: every `{count, unit}` becomes a measure again. What holds no measure is passed on
 * as it is, not copied: every message and every state comes through here, and most of what they hold is text.
 */
export function revive<T>(value: unknown): T {
  return walk(value) as T;
}

function walk(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return walkList(value);
  return isMeasure(value) ? { count: BigInt(value.count), unit: value.unit } : walkRecord(value as Record<string, unknown>);
}

function walkList(list: readonly unknown[]): readonly unknown[] {
  let copy: unknown[] | undefined;
  for (let i = 0; i < list.length; i += 1) {
    const part = walk(list[i]);
    if (part !== list[i]) (copy ??= list.slice())[i] = part;
  }
  return copy ?? list;
}

function walkRecord(record: Readonly<Record<string, unknown>>): Record<string, unknown> {
  let copy: Record<string, unknown> | undefined;
  for (const key of Object.keys(record)) {
    const part = walk(record[key]);
    // After the copy every key is the record's own, one named __proto__ too.
    if (part !== record[key]) (copy ??= { ...record })[key] = part;
  }
  return copy ?? record;
}

function isMeasure(value: object): value is { count: string; unit: string } {
  const { unit, count } = value as { unit?: unknown; count?: unknown };
  return typeof unit === 'string' && typeof count === 'string' && /^-?\d+$/.test(count) && Object.keys(value).length === 2;
}
