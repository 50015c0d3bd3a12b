/**
 * Shopify's ids: 64-bit numbers in webhooks, `gid://shopify/Order/…` in GraphQL. We keep the number, as text.
 *
 * Where a document has both, the gid is believed: a body that once went through a parser of doubles has a
 * rounded number, and Shopify's own published example is such a body.
 */
import { z } from 'zod';
import type { ExternalId } from '#domain/brand.ts';
import { id } from '../parse.ts';

export const gid = (type: string, number: string): string =>
  number.startsWith('gid://') ? number : `gid://shopify/${type}/${number}`;

/** The number in a gid, or undefined when the text is not one. */
export const numberIn = (text: string | null | undefined): string | undefined =>
  /^gid:\/\/shopify\/\w+\/(\d+)/.exec(text ?? '')?.[1];

/** A gid as GraphQL gives it, read as its number. */
export const gidNumber = z.string().transform((text, context) => {
  const number = numberIn(text);
  if (number) return number as ExternalId;
  context.addIssue({ code: 'custom', message: `${JSON.stringify(text)} is not a gid` });
  return z.NEVER;
});

/** The id of a REST object, which carries it once as a number and once as a gid. */
export const restId = { id, admin_graphql_api_id: z.string().nullish() };
export const idOf = (object: { id: string; admin_graphql_api_id?: string | null | undefined }): ExternalId =>
  (numberIn(object.admin_graphql_api_id) ?? object.id) as ExternalId;
