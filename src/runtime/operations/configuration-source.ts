/**
 * Configuration files as text with places: YAML and CSV, read so that every fault can be said with file, line
 * and path. Ids are read as text whatever they look like: 0012345678905 and 12345678901234567890 stay themselves.
 */
import { parse as parseCsv } from 'csv-parse/sync';
import { LineCounter, parseDocument, type Document } from 'yaml';
import { z } from 'zod';

/** What is wrong with a file, where, and what to do. */
export class ConfigurationProblem extends Error {
  constructor(file: string, line: number | undefined, message: string) {
    super(`${file}${line ? `, line ${line}` : ''}: ${message}`);
    this.name = 'ConfigurationProblem';
  }
}

export interface Source {
  readonly file: string;
  /** As YAML types things (numbers, booleans), and with every scalar as its text. */
  readonly typed: unknown;
  readonly text: unknown;
  readonly line: (path: readonly PropertyKey[]) => number | undefined;
}

export function readYaml(file: string, content: string): Source {
  const lines = new LineCounter();
  const typed = parseDocument(content, { lineCounter: lines });
  const text = parseDocument(content, { schema: 'failsafe', lineCounter: new LineCounter() });
  const [error] = typed.errors;
  if (error) throw new ConfigurationProblem(file, error.linePos?.[0].line, firstLine(error.message));
  return { file, typed: typed.toJS(), text: text.toJS(), line: (path) => lineOf(text, lines, path) };
}
const firstLine = (message: string): string => message.split('\n')[0]!.replace(/ at line \d+, column \d+:?$/, '');

/** The line of a path, or of the nearest part of it that is there. */
function lineOf(document: Document, lines: LineCounter, path: readonly PropertyKey[]): number | undefined {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = document.getIn(path.slice(0, length).map(String), true) as
      { range?: [number, number, number] } | undefined;
    if (node?.range) return lines.linePos(node.range[0]).line;
  }
  return undefined;
}

/** Rows under the given columns; more columns are refused, because a misspelt one would be lost. */
export function readCsv(
  file: string, content: string, columns: readonly string[],
): { row: Record<string, string>; line: number }[] {
  let records: { record: Record<string, string>; info: { lines: number } }[];
  try {
    records = parseCsv(content, {
      bom: true, columns: true, skip_empty_lines: true, trim: true, info: true,
    }) as unknown as typeof records;
  } catch (error) {
    throw new ConfigurationProblem(file, (error as { lines?: number }).lines, firstLine((error as Error).message));
  }
  const given = Object.keys(records[0]?.record ?? {});
  if (records.length > 0 && (given.length !== columns.length || columns.some((c) => !given.includes(c))))
    throw new ConfigurationProblem(file, 1, `the columns must be ${columns.join(',')}, not ${given.join(',')}`);
  return records.map(({ record, info }) => ({ row: record, line: info.lines }));
}

/** @throws ConfigurationProblem with the place of the first fault. */
export function checked<T>(
  schema: z.ZodType<T>, value: unknown, source: Pick<Source, 'file' | 'line'>, under: readonly string[] = [],
): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  // A misspelt name explains the one that is missing.
  const { issues } = result.error;
  const issue = issues.find((i) => i.code === 'unrecognized_keys') ?? issues[0]!;
  const path = [...under, ...issue.path];
  const place = issue.code === 'unrecognized_keys' ? [...path, issue.keys[0]!] : path;
  throw new ConfigurationProblem(source.file, source.line(place), `${path.map(String).join('.')}: ${words(issue)}`);
}

function words(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return `there is no ${issue.keys.join(', ')} here: check the spelling`;
  return issue.message.replace(/^Invalid input: /, '').replace(/^Invalid option: /, '');
}

const REFERENCE = /^\$\{env:([A-Za-z_][A-Za-z0-9_]*)\}$/;
/** The variable that `${env:NAME}` or `{env: NAME}` stands for; undefined when it is an ordinary value. */
export function environmentName(value: unknown): string | undefined {
  if (typeof value === 'string') return REFERENCE.exec(value)?.[1];
  if (!value || typeof value !== 'object' || Array.isArray(value)) return undefined;
  const entries = Object.entries(value);
  return entries.length === 1 && entries[0]![0] === 'env' && typeof entries[0]![1] === 'string'
    ? entries[0]![1]
    : undefined;
}

/** The database keeps objects with their keys in an order of its own; equal content has equal text here. */
export const canonical = (value: unknown): string => JSON.stringify(value, (_key, v: unknown) =>
  (v && typeof v === 'object' && !Array.isArray(v)
    ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1))) : v));
