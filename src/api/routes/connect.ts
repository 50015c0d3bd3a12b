/** Connecting a partner from a screen: what connectors there are, their settings, saving them, and trying them. */
import { z } from 'zod';
import type { Connector } from '#connectors/contract.ts';
import { connectors } from '#connectors/registry.ts';
import { addConnection, ROLES, WrongSetting } from '#runtime/operations/connections.ts';
import { examineOne } from '#runtime/operations/doctor-connections.ts';
import { tenantOf } from '#runtime/platform.ts';
import { actOf, answers, type Api, type ApiContext } from '../api.ts';
import { problem } from '../problem.ts';
import { word } from '../schemas.ts';
import { ConnectorItem, SymptomItem } from '../schemas-console.ts';

export const connectRoutes = async (app: Api, { platform, worker }: ApiContext): Promise<void> => {
  app.get('/v1/connectors', {
    schema: {
      summary: 'Every connector with the settings it takes', tags: ['Partners'],
      response: answers(z.object({ items: z.array(ConnectorItem), roles: z.array(z.string()) })),
    },
  }, async () => ({ items: [...connectors.values()].map(connectorItem), roles: [...ROLES] }));
  const params = z.object({ connection: word(63) });
  app.post('/v1/connections/:connection', {
    // The answer is not kept, and neither is the body: it carries secrets.
    config: { right: 'administer', keepAnswer: false }, schema: {
      summary: 'Connect a partner, or give it new settings; a secret left out stays', tags: ['Partners'], params,
      body: z.object({
        connector: word(), roles: z.array(z.enum(ROLES)), settings: z.record(z.string(), z.unknown()),
        why: z.string().max(500).optional(),
      }),
      response: answers(z.object({ added: z.boolean() })),
    },
  }, async ({ params: { connection }, body: { why, ...given }, caller }) => {
    const act = actOf(caller, why);
    const saved = await addConnection(platform, act, { connection, ...given }).catch((error: unknown) => {
      if (error instanceof WrongSetting) throw problem.invalid(`${error.message}.`);
      throw error;
    });
    worker?.wake();
    return saved;
  });
  app.post('/v1/connections/:connection/test', {
    config: { keepAnswer: false }, schema: {
      summary: 'Ask the partner whether it answers, and look at what holds it back', tags: ['Partners'], params,
      response: answers(z.object({ items: z.array(SymptomItem) })),
    },
  }, async ({ params: { connection }, caller }) => {
    const found = tenantOf(platform, caller.tenant).connections.get(connection);
    if (!found) throw problem.notFound(`There is no connection ${connection}.`);
    return { items: (await examineOne(platform, found)).map((s) => ({ ...s, fix: s.fix ?? null })) };
  });
};

function connectorItem(c: Connector<never>): z.infer<typeof ConnectorItem> {
  const { settings } = c as { settings: unknown };
  const schema = settings instanceof z.ZodType
    ? z.toJSONSchema(settings, { io: 'input', unrepresentable: 'any', target: 'draft-2020-12' }) : {};
  return {
    name: c.name, kind: c.kind, apiVersion: c.apiVersion, secrets: [...c.secrets], webhook: Boolean(c.can.webhook),
    checks: Boolean(c.can.check), schema,
  };
}
