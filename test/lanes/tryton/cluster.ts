/** PostgreSQL for the real server: the embedded one, with the seeded database kept as a template. */
import { join } from 'node:path';
import { Client } from 'pg';
import { startEmbedded } from '#store/postgres/embedded.ts';

export interface Cluster {
  /** As trytond wants it: ending in a slash, the database is added. */
  readonly uri: string;
  create(database: string): Promise<void>;
  /** Keeps what a database holds as the template of its name. */
  freeze(database: string): Promise<void>;
  /** Puts a database back to its template. */
  restore(database: string): Promise<void>;
  stop(): Promise<void>;
}

export async function startCluster(template: string): Promise<Cluster> {
  const server = await startEmbedded({ directory: join(template, 'cluster'), durable: false });
  const run = async (...statements: readonly string[]): Promise<void> => {
    const client = new Client({ connectionString: server.url });
    await client.connect();
    try {
      for (const statement of statements) await client.query(statement);
    } finally {
      await client.end();
    }
  };
  const uri = new URL(server.url);
  uri.pathname = '/';
  return {
    uri: uri.href,
    create: (name) => run(
      `drop database if exists "${name}" with (force)`, `create database "${name}" encoding 'UTF8' template template0`,
    ),
    freeze: (name) => run(
      `drop database if exists "${name}_template"`, `create database "${name}_template" template "${name}"`,
    ),
    restore: (name) => run(
      `drop database if exists "${name}" with (force)`, `create database "${name}" template "${name}_template"`,
    ),
    stop: server.stop,
  };
}
