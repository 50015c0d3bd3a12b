/** People: who may sign in and as what, inviting and closing, and one's own account. */
import { z } from 'zod';
import type { Role } from '#domain/exception.ts';
import { peopleOf, personByEmail, type PersonRow } from '#store/people.ts';
import { actOf, answers, because, iso, isoOrNull, type Api, type ApiContext } from '../api.ts';
import { disable, invite, setCredentials, whoIs } from '../people.ts';
import { newFactor } from '../password.ts';
import { problem } from '../problem.ts';
import { RIGHT_MEANS, ROLE_RIGHTS, ROLES, type Caller } from '../rights.ts';
import { word } from '../schemas.ts';
import { MeSchema, PersonItem, RoleItem } from '../schemas-console.ts';

const email = z.string().min(3).max(200);
const tags = ['Governance'];

export const peopleRoutes = async (app: Api, context: ApiContext): Promise<void> => {
  peopleList(app, context);
  ownAccount(app, context);
};

function peopleList(app: Api, { platform }: ApiContext): void {
  const config = { right: 'administer', keepAnswer: false } as const;
  app.get('/v1/people', {
    config, schema: {
      summary: 'Who may sign in', tags,
      response: answers(z.object({ items: z.array(PersonItem), roles: z.array(RoleItem) })),
    },
  }, async ({ caller }) => ({
    items: (await peopleOf(platform.pool, caller.tenant)).map(personItem),
    roles: ROLES.map((role) => ({ role, rights: [...ROLE_RIGHTS[role]], may: ROLE_RIGHTS[role].map((r) => RIGHT_MEANS[r]) })),
  }));
  app.post('/v1/people', {
    config, schema: {
      summary: 'Invite a person, or give one another role; the link signs in once, within the hour', tags,
      body: z.object({ email, name: z.string().max(200).default(''), role: z.enum(ROLES as [Role, ...Role[]]) }),
      response: answers(z.object({ link: z.string() })),
    },
  }, async (request, reply) => {
    void reply.header('cache-control', 'no-store');
    return invite(platform, actOf(request.caller), `${request.protocol}://${request.host}`, request.body);
  });
  app.post('/v1/people/disable', {
    config, schema: {
      summary: 'Close an account and its sessions at once', tags,
      body: z.object({ email, why: z.string().max(500).optional() }),
      response: answers(z.object({ done: z.string() })),
    },
  }, async ({ body, caller }) => {
    await disable(platform, actOf(caller, body.why), body.email);
    return { done: `${body.email} cannot sign in any more.` };
  });
}

/** Whoever signed in as a person, not a key. */
const addressOf = ({ who }: Caller): string | undefined => /^user:(.+@.+)$/.exec(who)?.[1];
const asPerson = (caller: Caller): Caller => {
  if (caller.by === 'session') return caller;
  throw problem.conflict('A key has no account: sign in as a person.');
};

function ownAccount(app: Api, { platform }: ApiContext): void {
  const config = { right: 'read', keepAnswer: false } as const;
  app.get('/v1/me', { schema: { summary: 'My account', tags, response: answers(MeSchema) } }, async ({ caller }) => {
    const mine = addressOf(caller);
    const person = mine ? await personByEmail(platform.pool, caller.tenant, mine) : undefined;
    return {
      who: caller.who, role: caller.role, email: mine ?? null, name: person?.name ?? null,
      hasAccount: Boolean(person?.password),
    };
  });
  app.post('/v1/me/factor', {
    config, schema: {
      summary: 'A secret for a second factor; it counts when it is confirmed', tags, body: because,
      response: answers(z.object({ secret: z.string(), uri: z.string() })),
    },
  }, async ({ caller }, reply) => {
    void reply.header('cache-control', 'no-store');
    return newFactor(addressOf(asPerson(caller)) ?? 'administrator');
  });
  app.post('/v1/me/account', {
    config, schema: {
      summary: 'Set my password and second factor; answers recovery codes, once', tags,
      body: z.object({
        email: email.optional(), name: z.string().max(200).optional(), password: z.string().max(500),
        current: z.string().max(500).optional(), secret: word(100), code: word(10),
      }),
      response: answers(z.object({ email: z.string(), recovery: z.array(z.string()) })),
    },
  }, async ({ body, caller }, reply) => {
    const mine = addressOf(asPerson(caller)) ?? body.email?.trim().toLowerCase();
    if (!mine?.includes('@')) throw problem.invalid('body/email: say under which address you want to sign in');
    // Whoever came by the first-run link may only make a new account, not take one over.
    if (caller.who !== whoIs(mine) && (await personByEmail(platform.pool, caller.tenant, mine)))
      throw problem.conflict(`There is an account ${mine}: invite it again, and open the link that comes with it.`);
    void reply.header('cache-control', 'no-store');
    const made = await setCredentials(platform, actOf(caller), { ...body, email: mine, role: caller.role });
    return { email: mine, ...made };
  });
}

const personItem = (p: PersonRow): z.infer<typeof PersonItem> => ({
  email: p.email, name: p.name, role: p.role, password: p.password !== null, provider: p.issuer,
  createdAt: iso(p.created_at), disabledAt: isoOrNull(p.disabled_at), lastSignIn: isoOrNull(p.last_sign_in),
});
