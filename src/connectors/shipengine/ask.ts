/** One call of the API: the key beside it, the answer in the shape it must have. */
import type { z } from 'zod';
import { stop } from '#domain/fault.ts';
import type { HttpRequest, Port } from '#connectors/contract.ts';
import { read } from '#connectors/parse.ts';
import type { Settings } from './settings.ts';

/** Undefined: there is no such thing (404). */
export async function ask<T>(port: Port<Settings>, request: HttpRequest, answer: z.ZodType<T>): Promise<T | undefined> {
  const response = await port.http({ ...request, headers: { 'api-key': port.settings.apiKey }, accept: [404] });
  if (response.status === 404) return undefined;
  if (response.status >= 400)
    throw stop.refused('PartnerRefused', `ShipEngine answers ${response.status} to ${request.url.split('?')[0]}: ${wordsOf(response)}`);
  return read(answer, response.json());
}

function wordsOf(response: { json(): unknown }): string {
  const { errors } = response.json() as { errors?: readonly { message?: string }[] };
  return errors?.map((e) => e.message).filter(Boolean).join('; ').slice(0, 200) || 'without a reason';
}
