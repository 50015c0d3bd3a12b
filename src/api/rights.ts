/**
 * Who may do what. A role is a set of rights; a machine's key has some of the rights of its role, never more.
 * Writes need `operate` unless a route says otherwise; stopped work is everybody's whose role can own some (`work`).
 */
import type { Role } from '#domain/exception.ts';

export const RIGHTS = ['read', 'personal', 'finance', 'audit', 'metrics', 'work', 'reserve', 'approve', 'operate', 'administer'] as const;
export type Right = (typeof RIGHTS)[number];

export const RIGHT_MEANS: Readonly<Record<Right, string>> = {
  read: 'see orders, stories, stock, shipments, exceptions, connections, mappings and contracts',
  personal: 'open the raw documents of partners, which hold personal data; each look is in the audit trail',
  finance: 'see payouts and the ledger',
  audit: 'see who changed what',
  metrics: 'read /metrics from another machine',
  work: 'retry, drop, assign and snooze stopped work, and write notes',
  reserve: 'keep units for somebody until a time, and give them back',
  approve: 'classify codes, approve, take back and enter journals, let late documents in, close and reopen months',
  operate: 'retry many at once; suspend and resume connections; set mappings and products',
  administer: 'make and revoke keys, invite and disable people, connect partners',
};

export const ROLE_RIGHTS: Readonly<Record<Role, readonly Right[]>> = {
  viewer: ['read'],
  operations: ['read', 'personal', 'work', 'reserve', 'operate'],
  'customer service': ['read', 'personal', 'work', 'reserve'],
  finance: ['read', 'finance', 'work', 'approve'],
  auditor: ['read', 'finance', 'audit'],
  developer: ['read', 'personal', 'metrics', 'work', 'reserve', 'operate'],
  administrator: RIGHTS,
};
export const ROLES = Object.keys(ROLE_RIGHTS) as Role[];

export interface Caller {
  readonly tenant: string;
  /** 'user:owner', 'key:ci': as it stands in the audit trail. */
  readonly who: string;
  readonly role: Role;
  readonly rights: readonly Right[];
  readonly by: 'key' | 'session';
}

export const rightsOf = (role: string): readonly Right[] => ROLE_RIGHTS[role as Role] ?? [];

/** What a key may do: its scopes, as far as its role has them. A role that lost a right takes it from its keys. */
export const rightsWithin = (role: string, scopes: readonly string[]): Right[] =>
  rightsOf(role).filter((right) => scopes.includes(right));

/** Roles that have a right, for the sentence that says who can help. */
export const rolesWith = (right: Right): string => ROLES.filter((r) => ROLE_RIGHTS[r].includes(right)).join(' or ');
