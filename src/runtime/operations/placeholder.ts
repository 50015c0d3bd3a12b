/**
 * Settings for a connection that only reads: `ingest shopify orders/create FILE` works on a fresh install,
 * before anybody has a key. They are found by asking the connector's own schema what is still wrong, one fault
 * at a time, so a new connector needs no entry here. They lead nowhere: `.invalid` never resolves (RFC 2606).
 */
import type { Connector } from '#connectors/contract.ts';

interface Issue {
  readonly code: string;
  readonly path: readonly PropertyKey[];
  readonly expected?: string;
  readonly values?: readonly unknown[];
  readonly minimum?: number | bigint;
  readonly origin?: string;
  readonly errors?: readonly (readonly Issue[])[];
}

/** Settings whose value changes what a document says: chosen so that nothing is filtered away. */
const NAMED: Readonly<Record<string, unknown>> = {
  currency: 'USD',
  timeZone: 'UTC',
  zone: 'UTC',
  timezone: 'UTC',
  country: 'US',
  region: 'na',
  marketplaceIds: [
    'ATVPDKIKX0DER', 'A2EUQ1WTGCTBG2', 'A1AM78C64UM0Y8', 'A1F83G8C2ARO7P', 'A1PA6795UKMFR9', 'A13V1IB3VIYZZH',
    'APJ6JRA9NG5V4', 'A1RKKUPIHCS9HS', 'A1805IZSGTT6HS', 'A2NODRKZP88ZB9', 'A1C3SOZRARQ6R3', 'AMEN7PMS3EDWL',
    'A1VC38T7YXB528',
  ],
};
const WORDS = [
  'read-only',
  'https://read-only.invalid',
  'file:///read-only',
  'read-only.myshopify.com',
  'UTC',
  'USD',
  'US',
  'EU',
  '1',
  '2020-01-01',
  '2020-01-01T00:00:00Z',
  '00000000-0000-4000-8000-000000000000',
  'read.only@example.invalid',
  'a'.repeat(32),
];
const TRIES = 500;

/** @throws Error when the schema wants something nobody can make up. */
export function placeholderSettings({
  name, settings,
}: Pick<Connector<never>, 'name' | 'settings'>): Record<string, unknown> {
  const raw: Record<string, unknown> = {};
  const tried = new Map<string, number>();
  for (let n = 0; n < TRIES; n += 1) {
    const issue = firstIssue(settings, raw);
    if (!issue) return raw;
    const at = issue.path.map(String).join('.');
    const nth = tried.get(at) ?? 0;
    tried.set(at, nth + 1);
    if (!put(raw, issue.path, guess(issue, nth))) break;
  }
  throw new Error(
    `The connector ${name} cannot be used without its settings: add a connection for it with threadline apply.`,
  );
}

function firstIssue(schema: { parse(raw: unknown): unknown }, raw: unknown): Issue | undefined {
  try {
    schema.parse(raw);
    return undefined;
  } catch (error) {
    const [issue] = (error as { issues?: readonly Issue[] }).issues ?? [];
    if (!issue) throw error;
    const [branch] = issue.errors?.[0] ?? [];
    return branch ? { ...branch, path: [...issue.path, ...branch.path] } : issue;
  }
}

const PLAIN: Readonly<Record<string, () => unknown>> = {
  number: () => 1, int: () => 1, boolean: () => false, array: () => [], object: () => ({}), record: () => ({}),
};
function guess({ code, path, expected, values, minimum, origin }: Issue, nth: number): unknown {
  const named = NAMED[String(path.at(-1))];
  const word = WORDS[nth % WORDS.length];
  if (nth === 0 && named !== undefined) return named;
  if (values?.length) return values[nth % values.length];
  if (code === 'too_small' && origin !== 'string') return origin === 'array' ? [word] : Number(minimum ?? 1) + nth;
  return PLAIN[expected ?? '']?.() ?? word;
}

/** False when the path leads through something that is no object. */
function put(raw: Record<string, unknown>, path: readonly PropertyKey[], value: unknown): boolean {
  let at: Record<PropertyKey, unknown> = raw;
  for (const key of path.slice(0, -1)) {
    const next = at[key];
    if (!next || typeof next !== 'object') return false;
    at = next as Record<PropertyKey, unknown>;
  }
  const last = path.at(-1);
  if (last === undefined) return false;
  at[last] = value;
  return true;
}
