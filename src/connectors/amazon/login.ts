/**
 * Login with Amazon, and every call that needs its token. A token lives an hour and is kept in memory only;
 * one that is refused is thrown away and renewed once, because a seller may have renewed the consent.
 */
import { z } from 'zod';
import type { Timestamp } from '#domain/brand.ts';
import { stop } from '#domain/fault.ts';
import { after } from '#domain/time.ts';
import type { HttpRequest, HttpResponse, Port } from '#connectors/contract.ts';
import { read } from '#connectors/parse.ts';
import type { BucketName } from './limits.ts';
import type { Settings } from './settings.ts';

/** The seller's token, or the application's own, which the notification destinations want. */
export type Grant = 'seller' | 'notifications';

interface Token {
  readonly text: string;
  readonly until: Timestamp;
}
export interface Call extends HttpRequest {
  readonly bucket: BucketName;
  readonly grant?: Grant;
}

const EARLY_SECONDS = 60;
const Issued = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() });

/** Sends with a token. Returns 2xx and 4xx answers; a token that stays refused stops the connection. */
export async function call(port: Port<Settings>, request: Call): Promise<HttpResponse> {
  const grant = request.grant ?? 'seller';
  const kept = port.memory.has(slot(grant));
  const first = await send(port, request, grant);
  if (!isRefused(first)) return first;
  port.memory.delete(slot(grant));
  const last = kept ? await send(port, request, grant) : first;
  if (!isRefused(last)) return last;
  throw stop.unauthorised(`Amazon refuses ${request.method} ${request.url.split('?')[0]}: ${errorsOf(last)}`);
}

const isRefused = ({ status }: HttpResponse): boolean => status === 401 || status === 403;
const slot = (grant: Grant): string => `amazon token ${grant}`;

async function send(port: Port<Settings>, { grant: _grant, ...request }: Call, grant: Grant): Promise<HttpResponse> {
  const { text } = await tokenFor(port, grant);
  const headers = { ...request.headers, 'x-amz-access-token': text };
  return port.http({ ...request, headers, accept: [...(request.accept ?? []), 401, 403] });
}

async function tokenFor(port: Port<Settings>, grant: Grant): Promise<Token> {
  const kept = await (port.memory.get(slot(grant)) as Promise<Token> | undefined);
  if (kept && kept.until > port.now) return kept;
  const asked = issue(port, grant);
  port.memory.set(slot(grant), asked); // Kept as a promise, so that callers of one moment share one login.
  asked.catch(() => port.memory.delete(slot(grant)));
  return asked;
}

async function issue(port: Port<Settings>, grant: Grant): Promise<Token> {
  const { clientId, clientSecret, refreshToken, loginUrl } = port.settings;
  const form = new URLSearchParams({ client_id: clientId, client_secret: clientSecret, ...(grant === 'seller'
    ? { grant_type: 'refresh_token', refresh_token: refreshToken }
    : { grant_type: 'client_credentials', scope: 'sellingpartnerapi::notifications' }) });
  const answer = await port.http({
    method: 'POST', url: loginUrl, bucket: 'login', accept: [400, 401, 403], body: form.toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' },
  });
  if (answer.status !== 200) throw stop.unauthorised(`Login with Amazon says ${oauthWord(answer)}`);
  const { access_token: text, expires_in: seconds } = read(Issued, answer.json());
  return { text, until: after(port.now, Math.max(seconds - EARLY_SECONDS, 1)) };
}

/** Only OAuth's word for it: the description may repeat what was sent. */
function oauthWord(answer: HttpResponse): string {
  const { error } = read(z.object({ error: z.string().default(`status ${answer.status}`) }), answer.json());
  return error.slice(0, 100);
}

const Errors = z.object({
  errors: z.array(z.object({ code: z.string(), message: z.string(), details: z.string().nullish() })).min(1),
});

/** Amazon's own words for what is wrong, for a person to read. */
export function errorsOf(answer: HttpResponse): string {
  const parsed = Errors.safeParse(safeJson(answer));
  if (!parsed.success) return `status ${answer.status}`;
  return parsed.data.errors.map((e) => `${e.code}: ${e.details || e.message}`).join('; ').slice(0, 500);
}

function safeJson(answer: HttpResponse): unknown {
  try {
    return answer.json();
  } catch {
    return undefined;
  }
}
