/** The policy `route`: which ERP a channel's orders go to, in which legal entity; by default the one ERP there is. */
import type { Route } from '#domain/messages.ts';
import { policyOf, type TenantConfiguration } from './platform.ts';

export interface RoutePolicy {
  /** Empty or absent: no ERP. */
  readonly erp: string | undefined;
  readonly legalEntity: string;
  readonly whenShort: Route['whenShort'];
}
export function routePolicy(t: TenantConfiguration, channel: string): RoutePolicy {
  const erp = [...t.connections.values()].find((c) => c.row.roles.includes('erp') && c.row.state !== 'closed');
  return policyOf<RoutePolicy>(t, 'route', channel, { erp: erp?.connection, legalEntity: 'main', whenShort: 'backorder' });
}
