/**
 * Two GraphQL endpoints, /admin-api and /shop-api: sessions, validation, execution, and the faults.
 *
 * A caller without the right to something gets HTTP 200 with a FORBIDDEN error, a query that does not fit
 * the schema gets 400: that is how Vendure answers.
 */
import { timingSafeEqual } from 'node:crypto';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { buildSchema, execute, GraphQLError, parse, validate, type DocumentNode, type GraphQLSchema } from 'graphql';
import type { FaultKind, Faults } from '../faults.ts';
import { sleep } from '../twin.ts';
import { adminMutations, adminQueries } from './admin-api.ts';
import { ADMIN, SHOP } from './schema.ts';
import type { Session, Sessions } from './session.ts';
import type { Shop } from './shop.ts';
import { shopApi } from './shop-api.ts';

export interface ServerOptions {
  readonly shop: Shop;
  readonly sessions: Sessions;
  readonly faults: Faults;
  readonly user: string;
  readonly password: string;
}
type Resolvers = Readonly<Record<string, (args: never) => unknown>>;
interface Call { readonly query?: string; readonly variables?: Record<string, unknown> }

const CHANNEL = { code: '__default_channel__', token: 'twin-channel' };
const ABLE: readonly FaultKind[] = ['delay', 'throttle', 'error', 'timeout-after-apply'];

export function createServer(options: ServerOptions): FastifyInstance {
  const app = Fastify({ logger: false });
  const admin = buildSchema(ADMIN);
  const shop = buildSchema(SHOP);
  app.post('/admin-api', (request, reply) =>
    answer(options, { api: 'admin', schema: admin, resolvers: (s) => adminApi(options, s) }, { request, reply }));
  app.post('/shop-api', (request, reply) =>
    answer(options, { api: 'shop', schema: shop, resolvers: (s) => shopApi(options.shop, s) }, { request, reply }));
  app.get('/health', async () => ({ status: 'ok' }));
  return app;
}

interface Api {
  readonly api: Session['api'];
  readonly schema: GraphQLSchema;
  readonly resolvers: (session: Session) => unknown;
}
interface Http { readonly request: FastifyRequest; readonly reply: FastifyReply }

async function answer(options: ServerOptions, api: Api, { request, reply }: Http): Promise<unknown> {
  const { query = '', variables } = (request.body ?? {}) as Call;
  const read = parsed(api.schema, query);
  if ('errors' in read)
    return reply.status(400).send({ errors: read.errors.map((e) => asSent(e, 'GRAPHQL_VALIDATION_FAILED')) });
  const operation = operationOf(read.document);
  // Buyers are not disturbed: the faults are for the one who integrates.
  const fault = api.api === 'admin' ? options.faults.next(operation, ABLE) : undefined;
  if (fault === 'throttle') return reply.status(429).header('retry-after', '1').send({ message: 'Too Many Requests' });
  if (fault === 'error') return reply.status(500).send({ message: 'Internal Server Error' });
  if (fault === 'delay') await sleep(1000);
  const result = await run(options, api, { document: read.document, variables, request, reply });
  if (fault !== 'timeout-after-apply') return reply.send(result);
  request.raw.socket.destroy();
  return reply.hijack();
}

type Run = Http & { readonly document: DocumentNode; readonly variables: Call['variables'] };
async function run(options: ServerOptions, api: Api, { document, variables, request, reply }: Run): Promise<object> {
  const session = options.sessions.of(api.api, request.headers.authorization);
  const result = await execute({
    schema: api.schema, document, rootValue: api.resolvers(session), variableValues: variables,
  });
  if (session.admin || session.cart !== undefined) {
    if (!options.sessions.known(session)) reply.header('vendure-auth-token', session.token);
    options.sessions.keep(session);
  }
  const errors = result.errors?.map((error) => asSent(error, 'INTERNAL_SERVER_ERROR'));
  return { ...(errors && { errors }), data: result.data ?? null };
}

type Parsed = { readonly document: DocumentNode } | { readonly errors: readonly GraphQLError[] };
function parsed(schema: GraphQLSchema, query: string): Parsed {
  try {
    const document = parse(query);
    const errors = validate(schema, document);
    return errors.length > 0 ? { errors } : { document };
  } catch (error) {
    return { errors: [error instanceof GraphQLError ? error : new GraphQLError(String(error))] };
  }
}

/** The first field asked for names the operation: what faults are ordered by. */
function operationOf(document: DocumentNode): string {
  for (const definition of document.definitions)
    if (definition.kind === 'OperationDefinition')
      for (const field of definition.selectionSet.selections)
        if (field.kind === 'Field' && field.name.value !== 'activeChannel') return field.name.value;
  return 'activeChannel';
}

const asSent = (error: GraphQLError, code: string) => ({
  message: error.message, ...(error.path && { path: error.path }),
  extensions: { code, ...error.extensions },
});

function adminApi(options: ServerOptions, session: Session): Resolvers {
  const open = { ...adminQueries(options.shop, CHANNEL), ...adminMutations(options.shop) } as Resolvers;
  const guarded = Object.entries(open).map(([name, resolve]) => [name, (args: never) => {
    if (!session.admin)
      throw new GraphQLError('You are not currently authorized to perform this action', {
        extensions: { code: 'FORBIDDEN' },
      });
    return resolve(args);
  }] as const);
  const login = ({ username, password }: { username: string; password: string }) => {
    if (!same(username, options.user) || !same(password, options.password))
      return {
        __typename: 'InvalidCredentialsError', errorCode: 'INVALID_CREDENTIALS_ERROR',
        message: 'The provided credentials are invalid',
      };
    session.admin = true;
    return { __typename: 'CurrentUser', id: '1', identifier: username, channels: [CHANNEL] };
  };
  return { ...Object.fromEntries(guarded), login };
}

const same = (a: string, b: string): boolean => {
  const [one, other] = [Buffer.from(a), Buffer.from(b)];
  return one.length === other.length && timingSafeEqual(one, other);
};
