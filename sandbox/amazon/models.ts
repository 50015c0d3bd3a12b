/**
 * Checks an answer against Amazon's own Swagger models, when they are on this machine (they lie beside the
 * checkout and are not part of the project). A twin that drifts from the models fails its tests here.
 */
import { existsSync, readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';

const FOLDER = new URL('../../../shared/partners/amazon-sp-api/', import.meta.url);
const MODELS = [
  'orders_2026-01-01', 'ordersV0', 'listingsItems_2021-08-01', 'notifications', 'reports_2021-06-30',
  'feeds_2021-06-30',
];

export const modelsAbsent: string | false = existsSync(FOLDER)
  ? false : 'Amazon\'s models are not beside the checkout (../shared/partners/amazon-sp-api): answers are not checked';

interface Swagger {
  readonly definitions: Readonly<Record<string, object>>;
  readonly paths: Readonly<Record<string, Readonly<Record<string, {
    readonly responses?: Readonly<Record<string, { readonly schema?: { readonly $ref?: string } }>>;
  }>>>>;
}

interface Rule {
  readonly method: string;
  readonly path: RegExp;
  /** By status; undefined where the model says there is no body. */
  readonly schemas: ReadonlyMap<number, ValidateFunction | undefined>;
}

let rules: Rule[] | undefined;

/** Undefined when the answer is what the model says (or there is no model here); otherwise what is wrong. */
export function modelProblem(method: string, path: string, status: number, body: unknown): string | undefined {
  if (modelsAbsent) return undefined;
  rules ??= loadRules();
  const rule = rules.find((r) => r.method === method && r.path.test(path));
  if (!rule) return `no model knows ${method} ${path}`;
  if (!rule.schemas.has(status)) return `the model of ${method} ${path} does not know status ${status}`;
  const validate = rule.schemas.get(status);
  if (!validate) return body === undefined ? undefined : `a body where the model has none: ${String(body)}`;
  return validate(body) ? undefined : `${method} ${path} ${status}: ${JSON.stringify(validate.errors)}`;
}

/** A notification's own JSON Schema. */
export function notificationProblem(name: string, body: unknown): string | undefined {
  if (modelsAbsent) return undefined;
  const text = readFileSync(new URL(`schemas/notifications/${name}.json`, FOLDER), 'utf8');
  const { $id: _id, $schema: _schema, ...schema } = JSON.parse(text) as Record<string, unknown>;
  const validate = newAjv().compile(withoutIds(schema) as object);
  return validate(body) ? undefined : JSON.stringify(validate.errors);
}

/** Its `$id`s are JSON pointers, which are no identifiers; they are dropped. */
function withoutIds(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutIds);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value)
    .filter(([key, v]) => !(key === '$id' && typeof v === 'string')).map(([key, v]) => [key, withoutIds(v)]));
}

function newAjv(): Ajv {
  const ajv = new Ajv({ strict: false, allErrors: true });
  const iso = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/;
  ajv.addFormat('date-time', (text: string) => iso.test(text) && !Number.isNaN(Date.parse(text)));
  for (const format of ['date', 'int32', 'int64', 'double', 'uri']) ajv.addFormat(format, true);
  return ajv;
}

function loadRules(): Rule[] {
  const ajv = newAjv();
  return MODELS.flatMap((name) => {
    const model = JSON.parse(readFileSync(new URL(`models/${name}.json`, FOLDER), 'utf8')) as Swagger;
    ajv.addSchema({ $id: name, definitions: model.definitions });
    return Object.entries(model.paths).flatMap(([path, methods]) =>
      Object.entries(methods).filter(([, { responses }]) => responses).map(([method, operation]) => ({
        method: method.toUpperCase(),
        path: new RegExp(`^${path.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`),
        schemas: new Map(Object.entries(operation.responses ?? {}).map(([status, { schema }]) =>
          [Number(status), schema?.$ref === undefined ? undefined : ajv.compile({ $ref: name + schema.$ref })])),
      })));
  });
}
