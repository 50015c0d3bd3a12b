/**
 * The twin's GraphQL schema, read from schema.graphql beside this file.
 *
 * A schema file and not a string in code: it is the contract, and it is compared field by field with
 * the published introspection (schema.test.ts), so the twin cannot drift into a partner of its own.
 */
import { readFileSync } from 'node:fs';
import { buildSchema } from 'graphql';

export const API_VERSION = '2026-10';

export const schema = buildSchema(readFileSync(new URL('schema.graphql', import.meta.url), 'utf8'));
