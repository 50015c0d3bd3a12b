/**
 * Login with Amazon: trades the seller's refresh token for an access token of an hour, and an
 * application's own credentials for a grantless token, which the notification destinations want.
 */
import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { Fields } from './input.ts';

const LIFE_SECONDS = 3600;
export const NOTIFICATIONS_SCOPE = 'sellingpartnerapi::notifications';

export interface Credentials {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly refreshToken: string;
}

export type TokenState = 'seller' | 'grantless' | 'expired' | 'unknown';

export interface Tokens {
  stateOf(token: string): TokenState;
  /** Makes every token issued so far worthless, as when a seller revokes the application. */
  expireAll(): void;
  grant(form: Fields): { status: number; body: Record<string, unknown> };
}

export function tokens(credentials: Credentials, clock: () => number): Tokens {
  const issued = new Map<string, { kind: 'seller' | 'grantless'; until: number }>();
  const refuse = (status: number, error: string, description: string) => ({
    status, body: { error, error_description: description },
  });
  return {
    stateOf(token) {
      const found = issued.get(token);
      if (!found) return 'unknown';
      return found.until > clock() ? found.kind : 'expired';
    },
    expireAll() {
      for (const token of issued.values()) token.until = 0;
    },
    grant(form) {
      if (form['client_id'] !== credentials.clientId || form['client_secret'] !== credentials.clientSecret) {
        return refuse(401, 'invalid_client', 'Client authentication failed');
      }
      const kind = form['grant_type'] === 'client_credentials' ? 'grantless' : 'seller';
      if (kind === 'seller' && form['grant_type'] !== 'refresh_token') {
        return refuse(400, 'unsupported_grant_type', 'The grant type is not supported by this server');
      }
      if (kind === 'seller' && form['refresh_token'] !== credentials.refreshToken) {
        return refuse(400, 'invalid_grant', 'The request has an invalid grant parameter : refresh_token');
      }
      if (kind === 'grantless' && form['scope'] !== NOTIFICATIONS_SCOPE) {
        return refuse(400, 'invalid_scope', 'The request has an invalid scope');
      }
      const token = `Atza|${randomBytes(24).toString('base64url')}`;
      issued.set(token, { kind, until: clock() + LIFE_SECONDS * 1000 });
      const refresh = kind === 'seller' ? { refresh_token: credentials.refreshToken } : {};
      return { status: 200, body: { access_token: token, token_type: 'bearer', expires_in: LIFE_SECONDS, ...refresh } };
    },
  };
}

export function tokenRoute(app: FastifyInstance, { grant }: Tokens): void {
  app.post('/auth/o2/token', async (request, reply) => {
    const { status, body } = grant((request.body ?? {}) as Fields);
    return reply.code(status).header('cache-control', 'no-store').send(body);
  });
}
