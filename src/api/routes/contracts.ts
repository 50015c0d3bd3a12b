/**
 * Contracts: JSON Schemas of what the API answers and of what each connector's settings take, published from the
 * definitions that check them.
 */
import { z } from 'zod';
import { connectors } from '#connectors/registry.ts';
import { answers, type Api } from '../api.ts';
import { problem } from '../problem.ts';
import * as schemas from '../schemas.ts';
import * as work from '../schemas-work.ts';
import { word } from '../schemas.ts';

export const CONTRACT_VERSION = 1;

const Item = z.object({
  name: z.string(), kind: z.enum(['api', 'settings']), version: z.number().int(), href: z.string(),
});

export const contractRoutes = async (app: Api): Promise<void> => {
  const all = contracts();
  app.get('/v1/contracts', {
    schema: {
      summary: 'Every published schema', tags: ['Contracts'], response: answers(z.object({ items: z.array(Item) })),
    },
  }, async () => ({
    items: [...all].map(([name, { kind, version }]) =>
      ({ name, kind, version, href: `/v1/contracts/${encodeURIComponent(name)}` })),
  }));
  app.get('/v1/contracts/:name', {
    schema: {
      summary: 'One schema (JSON Schema 2020-12)', tags: ['Contracts'], params: z.object({ name: word() }),
      response: answers(z.record(z.string(), z.unknown())),
    },
  }, async ({ params: { name } }) => {
    const found = all.get(name);
    if (!found) throw problem.notFound(`There is no contract ${name}; /v1/contracts lists them.`);
    return found.schema();
  });
};

interface Contract {
  readonly kind: 'api' | 'settings';
  readonly version: number;
  readonly schema: () => Record<string, unknown>;
}
function contracts(): ReadonlyMap<string, Contract> {
  const made = new Map<string, Contract>();
  for (const schema of [...Object.values(schemas), ...Object.values(work)]) {
    const id = schema instanceof z.ZodType ? schema.meta()?.id : undefined;
    const published = () => jsonSchema(schema as z.ZodType, 'output');
    if (id) made.set(id, { kind: 'api', version: CONTRACT_VERSION, schema: published });
  }
  for (const [name, { settings, mappingVersion, secrets }] of connectors)
    if (settings instanceof z.ZodType)
      made.set(`settings.${name}`, {
        kind: 'settings', version: mappingVersion,
        schema: () => ({ ...jsonSchema(settings, 'input'), 'x-secrets': [...secrets] }),
      });
  return made;
}

/** What a transform makes of it is not expressible; what goes in is. */
const jsonSchema = (schema: z.ZodType, io: 'input' | 'output'): Record<string, unknown> =>
  z.toJSONSchema(schema, { io, unrepresentable: 'any', target: 'draft-2020-12' }) as Record<string, unknown>;
