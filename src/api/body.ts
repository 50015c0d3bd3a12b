/**
 * A request without a body, whatever it says its type is: many clients name JSON and send nothing. Where every part of the
 * body is optional it is taken as none; elsewhere the answer says what is expected.
 */
import { z } from 'zod';
import type { Api } from './api.ts';
import { problem } from './problem.ts';

const takes = (schema: z.ZodType, value: unknown): boolean => schema.safeParse(value).success;

/** `name, role, why?`: as far as the schema is an object; what may be left out has a question mark. */
function partsOf(schema: z.ZodType): string {
  const shape = schema instanceof z.ZodObject ? Object.entries(schema.shape as Record<string, z.ZodType>) : [];
  return shape.map(([name, part]) => (takes(part, undefined) ? `${name}?` : name)).join(', ');
}

export function readBodies(app: Api): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (String(body).trim() === '') done(null, undefined);
    else void parse(request, String(body), done);
  });
  app.addHook('preValidation', async (request) => {
    const schema = request.routeOptions.schema?.body;
    if (request.body !== undefined || !(schema instanceof z.ZodType) || takes(schema, null)) return;
    if (!takes(schema, {})) {
      const parts = partsOf(schema);
      throw problem.invalid(`Send a body as application/json${parts ? `: { ${parts} }` : ''}; nothing was sent.`);
    }
    request.body = {};
  });
}
