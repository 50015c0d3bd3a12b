/** Who changed what, who may call, and who I am. */
import { z } from 'zod';
import type { Role } from '#domain/exception.ts';
import { brokenLink } from '#store/audit.ts';
import { keysOf, type KeyRow } from '#store/access.ts';
import { listAudit } from '#store/list.ts';
import { closeSession, createApiKey, revokeApiKey, sessionCookie } from '../access.ts';
import { actOf, answers, because, iso, isoOrNull, type Api, type ApiContext } from '../api.ts';
import { counted, paging, readCursor } from '../paging.ts';
import { RIGHTS, ROLES } from '../rights.ts';
import { instant, pageOf, word } from '../schemas.ts';
import { AuditItem, KeyItem, SessionSchema } from '../schemas-work.ts';

export const governanceRoutes = async (app: Api, context: ApiContext): Promise<void> => {
  auditRoutes(app);
  keyRoutes(app, context);
  sessionRoutes(app, context);
};

function auditRoutes(app: Api): void {
  app.get('/v1/audit', {
    config: { right: 'audit' }, schema: {
      summary: 'Who changed what, newest first', tags: ['Governance'], response: answers(pageOf(AuditItem)),
      querystring: z.object({
        ...paging, what: word().optional().meta({ description: 'delivery.retry, mapping.set, …' }),
        who: word().optional().meta({ description: 'A part of the name of who did it' }),
        from: instant.optional(), to: instant.optional().meta({ description: 'Before' }),
      }),
    },
  }, async ({ query: { after, limit, total, ...filter }, caller, reads }) => {
    const [before] = readCursor(z.tuple([z.string().regex(/^\d{1,18}$/)]), after) ?? [];
    return counted(reads.pool, { limit, total }, (db, most) => listAudit(db, caller.tenant, { ...filter, before, limit: most }), {
      item: (a) => ({ ...a, position: String(a.position), at: iso(a.at) }), place: (a) => [String(a.position)],
    });
  });
  app.get('/v1/audit/chain', {
    config: { right: 'audit' }, schema: {
      summary: 'Whether the trail is as it was written', tags: ['Governance'],
      response: answers(z.object({ intact: z.boolean(), brokenAt: z.string().nullable() })),
    },
  }, async ({ caller, reads }) => {
    const broken = await brokenLink(reads.pool, caller.tenant);
    return { intact: broken === undefined, brokenAt: broken === undefined ? null : String(broken) };
  });
}

function keyRoutes(app: Api, { platform }: ApiContext): void {
  const config = { right: 'administer', keepAnswer: false } as const;
  app.get('/v1/keys', {
    config, schema: {
      summary: 'Keys of machines', tags: ['Governance'], response: answers(z.object({ items: z.array(KeyItem) })),
    },
  }, async ({ caller, reads }) => ({ items: (await keysOf(reads.pool, caller.tenant)).map(keyItem) }));
  app.post('/v1/keys', {
    config, schema: {
      summary: 'Make a key; it is answered once and cannot be read again', tags: ['Governance'],
      body: z.object({
        name: word(80), role: z.enum(ROLES as [Role, ...Role[]]), scopes: z.array(z.enum(RIGHTS)).min(1).optional(),
        expiresAt: instant.optional(),
      }),
      response: answers(z.object({ id: z.string(), key: z.string() })),
    },
  }, async ({ body: { name, role, scopes, expiresAt }, caller }, reply) => {
    void reply.header('cache-control', 'no-store');
    return createApiKey(platform, {
      tenant: caller.tenant, name, role, by: caller.who, ...(scopes && { scopes }), ...(expiresAt && { expiresAt }),
    });
  });
  app.post('/v1/keys/:id/revoke', {
    config, schema: {
      summary: 'Revoke a key at once', tags: ['Governance'], params: z.object({ id: z.uuid() }), body: because,
      response: answers(z.object({ done: z.string() })),
    },
  }, async ({ params, body, caller }) => {
    await revokeApiKey(platform, actOf(caller, body?.why), params.id);
    return { done: 'The key opens nothing any more.' };
  });
}

function sessionRoutes(app: Api, { platform }: ApiContext): void {
  app.get('/v1/session', {
    schema: { summary: 'Who I am and what I may', tags: ['Governance'], response: answers(SessionSchema) },
  }, async ({ caller }) => ({ ...caller, rights: [...caller.rights] }));
  app.post('/v1/session/close', {
    config: { right: 'read', keepAnswer: false }, schema: {
      summary: 'Sign out', tags: ['Governance'], response: answers(z.object({ done: z.string() })),
    },
  }, async (request, reply) => {
    await closeSession(platform, request);
    void reply.header('set-cookie', sessionCookie('', request.protocol === 'https'));
    return { done: 'Signed out.' };
  });
}

const keyItem = (k: KeyRow) => ({
  id: k.id, name: k.name, role: k.role, scopes: [...k.scopes], createdBy: k.created_by, createdAt: iso(k.created_at),
  expiresAt: isoOrNull(k.expires_at), revokedAt: isoOrNull(k.revoked_at), lastUsedAt: isoOrNull(k.last_used),
});
