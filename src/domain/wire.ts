/**
 * Messages as JSON: a measure is `{"count":"1999","unit":"EUR"}`, everything else is itself.
 * The shape is unmistakable, so no schema is needed to read a message back.
 */
export const encode = (value: unknown): string =>
  JSON.stringify(value, (_key, v: unknown) => (typeof v === 'bigint' ? v.toString() : v));

/** Turns parsed JSON into domain values: every `{count, unit}` becomes a measure again. */
export function revive<T>(value: unknown): T {
  return walk(value) as T;
}

function walk(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(walk);
  if (!value || typeof value !== 'object') return value;
  const entries = Object.entries(value);
  if (isMeasure(value as Record<string, unknown>, entries.length))
    return { count: BigInt((value as { count: string }).count), unit: (value as { unit: string }).unit };
  return Object.fromEntries(entries.map(([k, v]) => [k, walk(v)]));
}

const isMeasure = (value: Record<string, unknown>, size: number): boolean =>
  size === 2 && typeof value['unit'] === 'string' && typeof value['count'] === 'string' &&
  /^-?\d+$/.test(value['count']);
