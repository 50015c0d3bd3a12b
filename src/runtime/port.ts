/** The one door through which a connector reaches its partner: metered, timed, told apart by who must act. */
import type { ConnectionId, ExternalId, PartyId } from '#domain/brand.ts';
import type { Port } from '#connectors/contract.ts';
import { externalOf, ownOf } from '#store/link.ts';
import { openFiles } from './files.ts';
import { httpFor } from './http.ts';
import { orderIdOf, partyIdOf } from './identity.ts';
import { now } from './moment.ts';
import { readParty } from './parties.ts';
import { accountMapping, mappingOf, tenantOf, type Connection, type Platform } from './platform.ts';

/** `mayAct` is asked right before each write leaves; without it only reads are expected. */
export function portFor(p: Platform, c: Connection, mayAct: () => boolean = () => true): Port<never> {
  const { tenant, connection } = c;
  return {
    connection: connection as ConnectionId,
    settings: c.settings as never,
    now: now(),
    http: httpFor(p, c, mayAct),
    files: openFiles(c, mayAct),
    orderId: (external) => orderIdOf(tenant, connection, external),
    partyId: (order, role) => partyIdOf(tenant, connection, order, role),
    party: (id: PartyId) => readParty(p, tenant, id, `connection:${connection}`),
    mapping: async (table, external) => (table === 'account' ? accountMapping(tenantOf(p, tenant), connection, external)
      : mappingOf(tenantOf(p, tenant), table, connection, external)?.own),
    externalOf: async (kind, own) => (await externalOf(p.pool, { tenant, connection, kind, own })) as ExternalId | undefined,
    ownOf: async (kind, external) => ownOf(p.pool, { tenant, connection, kind, external }),
    memory: c.memory,
  };
}
