/**
 * What Prism does not look at: names. A query parameter or a member of a body that no model knows is let
 * through by its validation, so a misspelled optional one would never be noticed.
 */
import { readFileSync } from 'node:fs';

interface Schema {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly allOf?: readonly Schema[];
  readonly additionalProperties?: boolean | Schema;
}
interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly schema?: Schema;
}
interface Described {
  readonly operationId: string;
  readonly deprecated?: boolean;
  readonly parameters?: readonly Parameter[];
  readonly responses: Readonly<Record<string, unknown>>;
}
interface Document {
  readonly definitions: Readonly<Record<string, Schema>>;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
}

export interface Operation {
  readonly id: string;
  /** The document it stands in: `ordersV0`. */
  readonly model: string;
  readonly deprecated: boolean;
  /** Statuses of refusals that the model knows for it. */
  readonly refusals: readonly number[];
  /** Names in this request that the model does not have. */
  strange(url: URL, body: unknown): string[];
}
export type Models = (method: string, path: string) => Operation | undefined;

export function readModels(documents: readonly URL[]): Models {
  const all = documents.flatMap((document) => {
    const model = document.pathname.split('/').at(-1)?.replace('.json', '') ?? '';
    const { paths, definitions } = JSON.parse(readFileSync(document, 'utf8')) as Document;
    return Object.entries(paths).flatMap(([path, methods]) => Object.entries(methods)
      .filter(([, { responses }]) => responses)
      .map(([method, described]) => ({
        method: method.toUpperCase(), path: new RegExp(`^${path.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`),
        operation: operationOf(model, described, definitions),
      })));
  });
  return (method, path) => all.find((o) => o.method === method && o.path.test(path))?.operation;
}

function operationOf(model: string, described: Described, definitions: Document['definitions']): Operation {
  const { operationId, deprecated = false, parameters = [], responses } = described;
  const query = new Set(parameters.filter((p) => p.in === 'query').map((p) => p.name));
  const body = parameters.find((p) => p.in === 'body')?.schema;
  return {
    id: operationId, model, deprecated,
    refusals: Object.keys(responses).map(Number).filter((status) => status >= 400),
    strange: (url, sent) => [
      ...[...url.searchParams.keys()].filter((name) => !query.has(name)).map((name) => `?${name}`),
      ...(sent === undefined ? [] : body ? strangeIn(sent, body, definitions) : ['a body']),
    ],
  };
}

/** Paths of members that the schema does not name. A schema that names none takes any. */
function strangeIn(value: unknown, schema: Schema, definitions: Document['definitions']): string[] {
  const whole = resolved(schema, definitions);
  if (Array.isArray(value)) return value.flatMap((v) => strangeIn(v, whole.items ?? {}, definitions));
  if (typeof value !== 'object' || value === null || !whole.properties || whole.additionalProperties) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    const known = whole.properties?.[name];
    if (!known) return [name];
    return strangeIn(member, known, definitions).map((path) => `${name}.${path}`);
  });
}

function resolved(schema: Schema, definitions: Document['definitions']): Schema {
  if (schema.$ref) return resolved(definitions[schema.$ref.split('/').at(-1) ?? ''] ?? {}, definitions);
  if (!schema.allOf) return schema;
  const parts = schema.allOf.map((part) => resolved(part, definitions));
  const members = [...parts, schema].flatMap((part) => Object.entries(part.properties ?? {}));
  return { ...schema, properties: Object.fromEntries(members) };
}
