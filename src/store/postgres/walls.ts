/**
 * Walls inside the database: the application's role may add to the log and never change it, and what is read for
 * people is read as a role that sees the rows of one tenant. `sql/walls.sql` says what each may do.
 *
 * The owner (whom the address names) migrates; everything else gives its rights up when it connects, by the `role` of
 * the connection. Where the user may not make roles there are no walls: everything works as the owner, and `doctor`
 * says so.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Client } from 'pg';
import { control } from './connect.ts';
import { splitStatements } from './statements.ts';

export const APPLICATION = 'threadline_app';
export const READER = 'threadline_reader';
const FILE = fileURLToPath(new URL('../../../sql/walls.sql', import.meta.url));

/** Puts the walls up. Answers why it could not, in the database's words. The client is in no transaction. */
export async function raiseWalls(client: Client): Promise<string | undefined> {
  await client.query('begin');
  try {
    for (const { text } of splitStatements(read())) await client.query(text);
    await client.query(`comment on function tenant_now() is '${plan()}'`);
    await client.query('commit');
    return undefined;
  } catch (error) {
    await client.query('rollback');
    if ((error as { code?: string }).code !== INSUFFICIENT_PRIVILEGE) throw error;
    return (error as Error).message;
  }
}
const INSUFFICIENT_PRIVILEGE = '42501';
const read = () => readFileSync(FILE, 'utf8');
const plan = () => createHash('sha256').update(read()).digest('hex');

/** Whether nothing needs to be done: they stand around every table as planned, or it is no database of ours. */
export async function wallsFit(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ ours: boolean; plan: string | null }>(`
    select to_regprocedure('tenant_now()') is not null as ours,
           obj_description(to_regprocedure('tenant_now()'), 'pg_proc') as plan`);
  return !rows[0]?.ours || (rows[0].plan === plan() && (await wallsStand(client)));
}

/** Whether every table that has a tenant stands behind its policies, and both roles are there. */
export async function wallsStand(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ stand: boolean }>(`
    select (select count(*) = 2 from pg_roles where rolname in ('${APPLICATION}', '${READER}'))
       and not exists (
         select from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant'
          where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relrowsecurity) as stand`);
  return rows[0]?.stand ?? false;
}

export interface Entrance {
  /** For everything but migrations. */
  readonly application: string;
  /** For what people read: one tenant's rows, nothing else. */
  readonly reader: (tenant: string) => string;
  /** Why there are no walls, in one sentence. */
  readonly missing?: string;
}

/** How to come in behind the walls, if there are any. */
export async function entrance(url: string): Promise<Entrance> {
  const missing = await whatIsMissing(url);
  if (missing !== undefined) return { application: url, reader: () => url, missing };
  return {
    application: withOptions(url, `-c role=${APPLICATION}`),
    reader: (tenant) => withOptions(url, `-c role=${READER} -c threadline.tenant=${tenant}`),
  };
}

const NO_ROLES = `its user may not make the roles ${APPLICATION} and ${READER}, so the log is immutable by habit only ` +
  'and one process may read every tenant';

async function whatIsMissing(url: string): Promise<string | undefined> {
  const client = await control(url, { application: 'threadline walls' });
  try {
    if (!(await wallsStand(client))) return NO_ROLES;
    for (const role of [APPLICATION, READER]) await client.query(`set role ${role}`);
    return undefined;
  } catch (error) {
    if ((error as { code?: string }).code === INSUFFICIENT_PRIVILEGE) return NO_ROLES;
    throw error;
  } finally {
    await client.end();
  }
}

/** The same address with more settings for the session. */
export function withOptions(url: string, more: string): string {
  const address = new URL(url);
  address.searchParams.set('options', `${address.searchParams.get('options') ?? ''} ${more}`.trim());
  return address.href;
}
