/** /openapi.json and /docs, made from the routes themselves; and the headers and limits that guard them. */
import rateLimit from '@fastify/rate-limit';
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import helmet from 'helmet';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import type { OpenAPIV3_1 } from 'openapi-types';
import { readFileSync } from 'node:fs';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { Api } from './api.ts';
import { RIGHT_MEANS } from './rights.ts';

const PER_MINUTE = 3000;
const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
const { version } = JSON.parse(manifest) as { version: string };

const CONTENT = {
  defaultSrc: ["'self'"], scriptSrc: ["'self'"], styleSrc: ["'self'"], imgSrc: ["'self'", 'data:'],
  fontSrc: ["'self'"], connectSrc: ["'self'"], objectSrc: ["'none'"], baseUri: ["'none'"],
  formAction: ["'self'"], frameAncestors: ["'none'"],
  // No forced TLS: it runs on a laptop. In front of the world a proxy speaks TLS and says so.
  upgradeInsecureRequests: null,
};
/** The reference page sets styles on its elements; nothing else of it differs. */
const DOCS_CONTENT = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; " +
  "base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

/** As helmet makes them. They are the same for every answer, so it is asked once, not thousands of times a second. */
function securityHeaders(): Record<string, string> {
  const request = new IncomingMessage(new Socket());
  const response = new ServerResponse(request);
  helmet({
    contentSecurityPolicy: { useDefaults: false, directives: CONTENT }, referrerPolicy: { policy: 'no-referrer' },
    crossOriginOpenerPolicy: { policy: 'same-origin' }, crossOriginResourcePolicy: { policy: 'same-origin' },
  })(request, response, (error) => {
    if (error) throw error as Error;
  });
  return Object.fromEntries(Object.entries(response.getHeaders()).map(([name, value]) => [name, String(value)]));
}

export async function guard(app: Api): Promise<void> {
  const headers = securityHeaders();
  app.addHook('onRequest', async (_request, reply) => void reply.headers(headers));
  await app.register(rateLimit, { max: PER_MINUTE, timeWindow: '1 minute', cache: 10_000 });
}

export async function describe(app: Api): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Threadline', version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
        description: 'Orders, stock, payouts and everything that waits, as one story. ' +
          'Errors are RFC 9457 problem details. Lists are pages: `next` of one is `after` of the following. ' +
          'Writes take an `Idempotency-Key`.\n\nRights, of which a key’s scopes are a part:\n' +
          Object.entries(RIGHT_MEANS).map(([right, means]) => `- \`${right}\`: ${means}`).join('\n'),
      },
      components: { securitySchemes: {
        key: { type: 'http', scheme: 'bearer', description: 'A machine’s key: `Authorization: Bearer tl_…`' },
        session: { type: 'apiKey', in: 'cookie', name: 'threadline_session', description: 'A person who signed in' },
      } },
      paths: HOOKS as never,
    },
    transform: (document) => {
      const made = jsonSchemaTransform(document);
      if (!document.url.startsWith('/v1/')) return made;
      const { right } = document.route.config ?? {};
      const needed = right ?? (document.route.method === 'GET' ? 'read' : 'operate');
      const own = made.schema as { description?: string };
      return { ...made, schema: {
        ...made.schema, security: [{ key: [] }, { session: [] }],
        description: [own.description, `Needs the right \`${needed}\`.`].filter(Boolean).join(' '),
      } };
    },
    transformObject: (document) => onlyUsed(jsonSchemaTransformObject(document) as OpenAPIV3_1.Document) as never,
  });
  await app.register(swaggerUi, {
    routePrefix: '/docs', staticCSP: DOCS_CONTENT, uiConfig: { docExpansion: 'list', deepLinking: true },
    logo: { type: 'image/svg+xml', content: Buffer.from(
      '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 20"><text y="15" font-family="sans-serif" ' +
      'font-size="14" font-weight="600" fill="#fff">Threadline</text></svg>') },
  });
  app.get('/openapi.json', { schema: { hide: true } }, async (_request, reply) =>
    reply.type('application/json').serializer((x: unknown) => JSON.stringify(x)).send(app.swagger()));
}

/** Each schema is also made as one would send it, and most are never sent: what nothing refers to is left out. */
function onlyUsed(document: OpenAPIV3_1.Document): OpenAPIV3_1.Document {
  let kept = Object.entries(document.components?.schemas ?? {});
  for (let before = -1; before !== kept.length;) {
    before = kept.length;
    const text = JSON.stringify([document.paths, kept]);
    kept = kept.filter(([name]) => text.includes(`"#/components/schemas/${name}"`));
  }
  return { ...document, components: { ...document.components, schemas: Object.fromEntries(kept) } };
}

/** Webhooks stand outside the API's validation, so their description is written down here. */
const hook = (more: readonly string[]): OpenAPIV3_1.PathItemObject => ({
  post: {
    summary: 'A partner’s webhook', tags: ['Webhooks'],
    description: 'The bytes as they come, signed as the partner signs. Answered when they are committed.',
    parameters: ['connection', ...more].map((name) =>
      ({ name, in: 'path', required: true, schema: { type: 'string' } })),
    requestBody: { content: { '*/*': { schema: {} } } },
    responses: {
      200: { description: 'It is stored' }, 401: { description: 'The signature does not fit; nothing was stored' },
      404: { description: 'There is no such connection' }, 413: { description: 'Too large' },
      503: { description: 'Come back after Retry-After' },
    },
  },
});
const HOOKS: OpenAPIV3_1.PathsObject = {
  '/hooks/{connection}': hook([]), '/hooks/{connection}/{topic}': hook(['topic']),
};
