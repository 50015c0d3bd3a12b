/**
 * The GraphQL endpoint: token, cost, faults, execution.
 *
 * Errors of GraphQL come with HTTP 200, being throttled among them; only a wrong token, a wrong
 * version and a broken server have other statuses.
 */
import { timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { DocumentNode, OperationDefinitionNode } from 'graphql';
import { execute, GraphQLError, Kind, parse, validate } from 'graphql';
import type { FaultKind, Faults } from '../faults.ts';
import { sleep } from '../twin.ts';
import type { Bucket } from './cost.ts';
import { MAX_QUERY_COST, queryCost } from './cost.ts';
import { API_VERSION, schema } from './schema.ts';

export interface ApiOptions {
  readonly accessToken: string;
  readonly faults: Faults;
  readonly bucket: Bucket;
  readonly root: Record<string, unknown>;
  /** How long a delayed answer takes. */
  readonly delayMs: number;
  readonly installed: () => boolean;
}
interface Asked {
  readonly document: DocumentNode;
  /** Names of the root fields; the first one names the operation to the faults. */
  readonly fields: readonly string[];
}
interface Body {
  readonly query?: unknown;
  readonly variables?: Record<string, unknown> | null;
  readonly operationName?: string;
}
const BAD_TOKEN = '[API] Invalid API key or access token (unrecognized login or wrong password)';

const ABLE: readonly FaultKind[] = ['delay', 'throttle', 'error', 'timeout-after-apply', 'drift'];

export function graphqlApi(app: FastifyInstance, options: ApiOptions): void {
  const documents = new Map<string, Asked | readonly GraphQLError[]>();
  app.post('/admin/api/:version/graphql.json', async (request, reply) => {
    reply.header('x-request-id', crypto.randomUUID()).header('x-shopify-api-version', API_VERSION);
    if (!options.installed() || !tokenIs(request, options.accessToken))
      return reply.code(401).send({ errors: BAD_TOKEN });
    if ((request.params as { version: string }).version !== API_VERSION)
      return reply.code(404).send({ errors: 'Not Found' });
    const body = (request.body ?? {}) as Body;
    if (typeof body.query !== 'string')
      return reply.code(400).send({ errors: { query: 'Required parameter missing or invalid' } });
    const asked = documents.get(body.query) ?? read(body.query);
    documents.set(body.query, asked);
    return 'document' in asked ? answer(asked, body, { options, reply }) : { errors: asked };
  });
}

function tokenIs(request: FastifyRequest, token: string): boolean {
  const given = Buffer.from(String(request.headers['x-shopify-access-token'] ?? ''));
  const wanted = Buffer.from(token);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

/** Parses and validates once per document text. */
function read(query: string): Asked | readonly GraphQLError[] {
  try {
    const document = parse(query);
    const errors = validate(schema, document);
    if (errors.length > 0) return errors.map(({ message, nodes = null }) =>
      new GraphQLError(message, { nodes, extensions: { code: 'undefinedField' } }));
    const operation = document.definitions.find((d) => d.kind === Kind.OPERATION_DEFINITION) as OperationDefinitionNode;
    const fields = operation.selectionSet.selections.flatMap((s) => (s.kind === Kind.FIELD ? [s.name.value] : []));
    return { document, fields };
  } catch (error) {
    return [error instanceof GraphQLError ? error : new GraphQLError('syntax error')];
  }
}

interface Exchange { readonly options: ApiOptions; readonly reply: FastifyReply }

async function answer(asked: Asked, body: Body, { options, reply }: Exchange): Promise<unknown> {
  const { bucket } = options;
  const requestedQueryCost = queryCost(schema, asked.document, body.variables ?? {});
  const cost = (actual: number | null): unknown =>
    ({ cost: { requestedQueryCost, actualQueryCost: actual, throttleStatus: bucket.status() } });
  if (requestedQueryCost > MAX_QUERY_COST)
    return { errors: [refusal(`Query cost is ${requestedQueryCost}, which exceeds the single query max cost limit ` +
      `(${MAX_QUERY_COST}).`, 'MAX_COST_EXCEEDED')] };
  const fault = options.faults.next(asked.fields[0] ?? 'unknown', ABLE);
  if (fault === 'error') return reply.code(500).send({ errors: 'Internal Server Error' });
  if (fault === 'throttle' || !bucket.take(requestedQueryCost))
    return { errors: [refusal('Throttled', 'THROTTLED')], extensions: cost(null) };
  if (fault === 'delay') await sleep(options.delayMs);
  const result = await execute({
    schema, document: asked.document, rootValue: options.root, variableValues: body.variables ?? {},
    operationName: body.operationName,
  });
  if (fault === 'timeout-after-apply') {
    reply.hijack();
    reply.raw.socket?.destroy();
    return reply;
  }
  const whole = { ...result, extensions: cost(requestedQueryCost) };
  return fault === 'drift' ? drifted(whole) : whole;
}

const refusal = (message: string, code: string): unknown =>
  ({ message, extensions: { code, documentation: 'https://shopify.dev/api/usage/rate-limits' } });

/** A word nobody has documented where the order's display status was, and a member nobody asked for. */
function drifted(whole: Record<string, unknown>): unknown {
  const text = JSON.stringify(whole)
    .replaceAll(/"displayFulfillmentStatus":"[A-Z_]+"/g, '"displayFulfillmentStatus":"AWAITING_DRONE"');
  const read = JSON.parse(text) as { extensions: Record<string, unknown> };
  return { ...read, extensions: { ...read.extensions, region: 'eu-north' } };
}
