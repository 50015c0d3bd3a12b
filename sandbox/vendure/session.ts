/**
 * Sessions: a bearer token in the header `vendure-auth-token`, given at log-in or with the first cart call.
 * An admin session can be ended by the shop at any time, as a restart of the real server does.
 */
import { randomBytes } from 'node:crypto';

export interface Session {
  readonly token: string;
  readonly api: 'admin' | 'shop';
  admin: boolean;
  cart: string | undefined;
}

export function createSessions() {
  const sessions = new Map<string, Session>();
  return {
    /** The session of the token, or a new one that nobody has yet. */
    of(api: Session['api'], authorization: string | undefined): Session {
      const token = authorization?.replace(/^bearer /i, '') ?? '';
      const known = sessions.get(token);
      if (known?.api === api) return known;
      return { token: randomBytes(32).toString('hex'), api, admin: false, cart: undefined };
    },
    keep: (session: Session) => void sessions.set(session.token, session),
    known: (session: Session) => sessions.has(session.token),
    endAll: () => sessions.clear(),
  };
}
export type Sessions = ReturnType<typeof createSessions>;
