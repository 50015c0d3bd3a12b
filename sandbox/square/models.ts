/**
 * Checks requests and answers against Square's own OpenAPI description, when it is on this machine (it lies beside the
 * checkout and is not part of the project). A twin or connector that drifts from it fails its tests here.
 */
import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { Ajv, type ValidateFunction } from 'ajv';

const FILE = new URL('../../../shared/partners/square/openapi/square_api.trimmed.json.gz', import.meta.url);
export const modelsAbsent: string | false = existsSync(FILE)
  ? false : 'Square\'s OpenAPI is not beside the checkout (../shared/partners/square): nothing is checked against it';

interface Media { readonly content?: { readonly 'application/json'?: { readonly schema?: { readonly $ref?: string } } } }
interface Operation { readonly requestBody?: Media; readonly responses?: Readonly<Record<string, Media>> }
interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

let loaded: { readonly description: Description; readonly ajv: Ajv } | undefined;
function load() {
  if (loaded) return loaded;
  const text = gunzipSync(readFileSync(FILE)).toString();
  const known = new Set(Object.keys((JSON.parse(text) as Description).components.schemas));
  const description = JSON.parse(text, (_key, value: unknown) => (isRecord(value) ? usable(value, known) : value)) as Description;
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
  ajv.addSchema({ $id: 'square', components: description.components });
  loaded = { description, ajv };
  return loaded;
}

/** `nullable` without a type says nothing to a checker, and what the copy at hand left out can be anything. */
function usable(value: Record<string, unknown>, known: ReadonlySet<string>): unknown {
  const { $ref: ref, nullable, ...rest } = value;
  if (typeof ref === 'string') return known.has(ref.split('/').at(-1)!) ? { $ref: ref } : {};
  return 'type' in value && nullable !== undefined ? value : { ...rest, ...(ref !== undefined && { $ref: ref }) };
}
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const schemaOf = (media: Media | undefined): string | undefined => media?.content?.['application/json']?.schema?.$ref?.split('/').at(-1);

/** Undefined when a value is what Square calls by this name (or there is no description here); else what is wrong. */
export function shapeProblem(name: string, value: unknown): string | undefined {
  if (modelsAbsent) return undefined;
  const validate: ValidateFunction | undefined = load().ajv.getSchema(`square#/components/schemas/${name}`);
  if (!validate) return `Square has no ${name}`;
  return validate(value) ? undefined : `${name}: ${JSON.stringify(validate.errors?.slice(0, 3))}`;
}

export interface Call { readonly method: string; readonly path: string; readonly request: unknown; readonly status: number; readonly answer: unknown }
export function callProblem({ method, path, request, status, answer }: Call): string | undefined {
  if (modelsAbsent) return undefined;
  const { paths } = load().description;
  const found = Object.keys(paths).filter((p) => new RegExp(`^${p.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`).test(path.split('?')[0]!))
    .sort((a, b) => Number(a.includes('{')) - Number(b.includes('{')))[0];
  const operation = found ? paths[found]?.[method.toLowerCase()] : undefined;
  if (!operation) return `Square does not know ${method} ${path}`;
  const [asked, told] = [schemaOf(operation.requestBody), schemaOf(operation.responses?.['200'])];
  return (asked && shapeProblem(asked, request)) ?? (told && status < 500 ? shapeProblem(told, answer) : undefined);
}
