/** The ways in: the one-time link, password with second factor, the identity provider. All end in the same cookie. */
import { z } from 'zod';
import { DEFAULT_TENANT } from '#runtime/open.ts';
import { transaction } from '#store/query.ts';
import { openSession, sessionCookie, startSession } from './access.ts';
import { answers, type Api, type ApiContext } from './api.ts';
import { beginOidc, endOidc, oidcFromEnvironment } from './oidc.ts';
import { checkPerson, whoIs } from './people.ts';
import { problem } from './problem.ts';
import { makeBan } from './refusals.ts';

const MOST_FAILED = 60;
/** Guesses at one account, from wherever they come. */
const MOST_GUESSES = 8;
const WINDOW_MS = 60_000;
const GUESS_WINDOW_MS = 10 * 60_000;
const STATE = 'threadline_state';
const hide = { hide: true };
const tags = ['Sign-in'];

export function signIn(app: Api, context: ApiContext): void {
  byLink(app, context);
  byPassword(app, context);
  byProvider(app, context);
}

function byLink(app: Api, { platform }: ApiContext): void {
  const ban = makeBan(MOST_FAILED, WINDOW_MS);
  app.get('/sign-in', {
    schema: { ...hide, querystring: z.object({ token: z.string().min(1).max(100) }) },
  }, async (request, reply) => {
    const seconds = ban.waits(request.ip);
    if (seconds > 0) throw problem.tooMany(seconds);
    const session = await openSession(platform, request.query.token);
    if (!session) {
      ban.strike(request.ip);
      throw problem.signIn('This link was used already or is too old: start prints a new one.');
    }
    const cookie = sessionCookie(session, request.protocol === 'https');
    return reply.header('set-cookie', cookie).header('cache-control', 'no-store').redirect('/', 303);
  });
}

function byPassword(app: Api, { platform }: ApiContext): void {
  const ban = makeBan(MOST_FAILED, WINDOW_MS);
  const guesses = makeBan(MOST_GUESSES, GUESS_WINDOW_MS);
  app.post('/sign-in/password', {
    schema: {
      summary: 'Sign in with a password; when `code` is needed, again with the code of the second factor', tags,
      body: z.object({
        email: z.string().max(200), password: z.string().max(500), code: z.string().max(40).optional(),
      }),
      response: answers(z.object({ needs: z.literal('code').nullable() })),
    },
  }, async (request, reply) => {
    const { email, password, code } = request.body;
    const account = email.trim().toLowerCase();
    const seconds = Math.max(ban.waits(request.ip), guesses.waits(account));
    if (seconds > 0) throw problem.tooMany(seconds);
    const site = request.headers['sec-fetch-site'];
    if (site !== undefined && site !== 'same-origin') throw problem.forbidden('Sign in on the page itself.');
    const checked = await checkPerson(platform, DEFAULT_TENANT, { email, password, code });
    if ('wrong' in checked) {
      ban.strike(request.ip);
      guesses.strike(account);
      throw problem.signIn(code ? 'The code does not fit. Wait for the next one; each works once.'
        : 'Address and password do not fit together.');
    }
    void reply.header('cache-control', 'no-store');
    if ('needs' in checked) return { needs: checked.needs };
    const { tenant, role } = checked.person;
    const session = await transaction(platform.pool, (tx) =>
      startSession(tx, { tenant, who: whoIs(checked.person.email), role }, 'password'));
    void reply.header('set-cookie', sessionCookie(session, request.protocol === 'https'));
    return { needs: null };
  });
}

function byProvider(app: Api, { platform, oidc = oidcFromEnvironment(process.env) }: ApiContext): void {
  app.get('/sign-in/ways', {
    schema: {
      summary: 'Ways to sign in: the name of the identity provider, if there is one', tags,
      response: answers(z.object({ provider: z.string().nullable() })),
    },
  }, async () => ({ provider: oidc?.name ?? null }));
  if (!oidc) return;
  const redirectOf = ({ protocol, host }: { protocol: string; host: string }) =>
    `${protocol}://${host}/sign-in/provider/back`;
  app.get('/sign-in/provider', {
    schema: { ...hide, querystring: z.object({ back: z.string().regex(/^\/(?!\/)/).max(1000).default('/') }) },
  }, async (request, reply) => {
    const { url, state } = await beginOidc(platform, oidc, { redirect: redirectOf(request), back: request.query.back });
    return reply.header('set-cookie', stateCookie(state, request.protocol)).header('cache-control', 'no-store')
      .redirect(url, 303);
  });
  app.get('/sign-in/provider/back', { schema: hide }, async (request, reply) => {
    const state = /(?:^|;\s*)threadline_state=([\w-]+)/.exec(request.headers.cookie ?? '')?.[1] ?? '';
    const url = new URL(request.url, redirectOf(request));
    const { person, back } = await endOidc(platform, oidc, { tenant: DEFAULT_TENANT, url, state });
    const session = await transaction(platform.pool, (tx) =>
      startSession(tx, { tenant: DEFAULT_TENANT, who: whoIs(person.email), role: person.role }, 'provider'));
    const secure = request.protocol === 'https';
    // The provider's site sent the browser here, so the strict cookie is not shown yet: the page moves on by itself.
    return reply.header('set-cookie', [sessionCookie(session, secure), stateCookie('', request.protocol)])
      .header('cache-control', 'no-store').redirect(back, 303);
  });
}

/** Lax: it must come back with the provider's answer, which is a visit from another site. */
const stateCookie = (state: string, protocol: string): string =>
  `${STATE}=${state}; Path=/sign-in; HttpOnly; SameSite=Lax; Max-Age=${state ? 600 : 0}` +
  (protocol === 'https' ? '; Secure' : '');
