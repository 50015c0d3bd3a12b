/**
 * Fields drawn from a JSON Schema: text, numbers, choices, switches; lists one a line, words for words as `theirs = ours`;
 * what is deeper is written as JSON.
 */
import { fieldName } from '../names.ts';
import { Field } from './bits.tsx';

export type Values = Readonly<Record<string, unknown>>;
export interface Schema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly format?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
}
const isPlain = (s: Schema): boolean => ['string', 'number', 'integer', 'boolean'].includes(String(s.type));

const isList = (s: Schema): boolean => s.type === 'array' && s.items?.type === 'string';
const isWords = (s: Schema): boolean => s.type === 'object' && !s.properties && typeof s.additionalProperties === 'object' &&
  (s.additionalProperties.type === 'string' || s.additionalProperties.enum !== undefined);
/** As it is typed: a list one a line, words as `theirs = ours`. */
function asText(s: Schema, value: unknown): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return value;
  if (isList(s) && Array.isArray(value)) return value.join('\n');
  if (isWords(s) && value && typeof value === 'object') return Object.entries(value).map(([k, v]) => `${k} = ${String(v)}`).join('\n');
  return JSON.stringify(value);
}
const lines = (text: string): string[] => text.split('\n').map((l) => l.trim()).filter(Boolean);
const pair = (line: string): readonly [string, string] => {
  const at = line.indexOf('=');
  return at < 0 ? [line, ''] : [line.slice(0, at).trim(), line.slice(at + 1).trim()];
};

interface Props {
  readonly schema: Schema;
  readonly secrets: readonly string[];
  readonly values: Values;
  readonly set: (values: Values) => void;
  /** Secrets that have a value already. */
  readonly kept: readonly string[];
}
export function SchemaFields({ schema, secrets, values, set, kept }: Props) {
  const required = schema.required ?? [];
  const isNeeded = (name: string) => required.includes(name) && schema.properties![name]!.default === undefined;
  const names = Object.keys(schema.properties ?? {});
  const others = names.filter((n) => !isNeeded(n));
  const field = (name: string) => {
    const s = schema.properties![name]!;
    const secret = secrets.includes(name);
    const needed = isNeeded(name) && !(secret && kept.includes(name));
    const hint = [
      s.description,
      s.default !== undefined && `otherwise ${JSON.stringify(s.default)}`,
      secret && (kept.includes(name) ? 'set already; leave empty to keep it' : 'a secret: stored sealed, never shown again'),
    ]
      .filter(Boolean)
      .join('; ');
    return (
      <Field key={name} label={fieldName(name)} hint={hint} inline={s.type === 'boolean'}>
        <Input
          s={s}
          secret={secret}
          needed={needed}
          value={values[name]}
          change={(value) => set({ ...values, [name]: value })}
        />
      </Field>
    );
  };
  return (
    <>
      {names.filter(isNeeded).map(field)}
      {others.length > 0 && (
        <details open={others.some((n) => values[n] !== undefined)}>
          <summary>{others.length === 1 ? 'One more setting' : `${others.length} more settings`}, each with a value that suits most</summary>
          <div className="form inset">{others.map(field)}</div>
        </details>
      )}
    </>
  );
}

interface InputProps {
  readonly s: Schema;
  readonly secret: boolean;
  readonly needed: boolean;
  readonly value: unknown;
  readonly change: (value: unknown) => void;
}
function Input({ s, secret, needed, value, change }: InputProps) {
  if (s.enum)
    return (
      <select
        value={value === undefined ? '' : String(value)}
        required={needed}
        onChange={(event) => change(event.target.value || undefined)}
      >
        <option value="">–</option>
        {s.enum.map((e) => (
          <option key={String(e)} value={String(e)}>
            {String(e)}
          </option>
        ))}
      </select>
    );
  if (s.type === 'boolean')
    return <input type="checkbox" checked={value === true} onChange={(event) => change(event.target.checked)} />;
  const shown = asText(s, value);
  if (!isPlain(s) && !secret && !s.anyOf?.some(isPlain))
    return (
      <textarea
        className="exact"
        value={shown}
        required={needed}
        spellCheck={false}
        placeholder={isList(s) ? 'one a line' : isWords(s) ? 'theirs = ours, one a line' : 'JSON'}
        onChange={(event) => change(event.target.value)}
      />
    );
  return (
    <input
      type={secret ? 'password' : s.type === 'number' || s.type === 'integer' ? 'number' : 'text'}
      step="any"
      value={shown}
      required={needed}
      autoComplete="new-password"
      spellCheck={false}
      onChange={(event) => change(event.target.value)}
    />
  );
}

/** Typed values as the server takes them: nothing for what is empty, numbers as numbers, JSON read. */
export function cleaned(schema: Schema, values: Values): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(values)) {
    const s = schema.properties?.[name];
    if (value === undefined || value === '') continue;
    out[name] = typeof value === 'string' && s ? typed(s, value) : value;
  }
  return out;
}
function typed(s: Schema, text: string): unknown {
  if (s.type === 'number' || s.type === 'integer') return Number(text);
  if (s.type === 'string' || s.anyOf?.some((a) => a.type === 'string') || s.enum) return text;
  if (/^\s*[[{]/.test(text)) return parsed(text);
  if (isList(s)) return lines(text);
  return isWords(s) ? Object.fromEntries(lines(text).map(pair)) : parsed(text);
}
const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};
