/** One call to Square: its version header, its errors in words, its lists page by page. */
import { z } from 'zod';
import { stop } from '#domain/fault.ts';
import type { HttpRequest, HttpResponse, Port } from '#connectors/contract.ts';
import { read } from '#connectors/parse.ts';
import type { Settings } from './settings.ts';

/** https://developer.squareup.com/docs/changelog/connect */
export const VERSION = '2025-08-20';

export interface Problem {
  readonly category?: string | undefined;
  readonly code: string;
  readonly detail?: string | undefined;
  readonly field?: string | undefined;
}
const Problems = z.object({ errors: z.array(z.object({
  category: z.string().optional(), code: z.string(), detail: z.string().optional(), field: z.string().optional(),
})).default([]) });

export const problemsOf = (answer: HttpResponse): readonly Problem[] => {
  try {
    return Problems.parse(answer.json()).errors;
  } catch {
    return [];
  }
};
export const inWords = (problems: readonly Problem[]): string =>
  problems.map((p) => [p.code, p.field, p.detail].filter(Boolean).join(': ')).join('; ') || 'no reason given';

export async function call(port: Port<Settings>, request: HttpRequest): Promise<HttpResponse> {
  return port.http({
    ...request,
    headers: { authorization: `Bearer ${port.settings.accessToken}`, 'square-version': VERSION, ...request.headers },
  });
}

/** A read that must succeed. @throws Stopped PartnerRefused with Square's own words. */
export async function ask<T>(port: Port<Settings>, request: HttpRequest, answer: z.ZodType<T>): Promise<T> {
  const response = await call(port, request);
  if (response.status >= 400)
    throw stop.refused('PartnerRefused',
      `Square answers ${response.status} to ${request.url.split('?')[0]}: ${inWords(problemsOf(response))}`);
  return read(answer, response.json());
}

/** Locations that are read, asked once. */
export async function locationsOf(port: Port<Settings>): Promise<readonly string[]> {
  if (port.settings.locationIds.length > 0) return port.settings.locationIds;
  const known = port.memory.get('locations') as readonly string[] | undefined;
  if (known) return known;
  const { locations } = await ask(port, { method: 'GET', url: '/v2/locations' },
    z.object({ locations: z.array(z.object({ id: z.string(), status: z.string().optional() })).default([]) }));
  const active = locations.filter((l) => l.status !== 'INACTIVE').map((l) => l.id);
  port.memory.set('locations', active);
  return active;
}
