/** Tries to leave this machine by every door a client of Node has. Runs in the SDKs' process only. */
import { get } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import { get as getSecure } from 'node:https';
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';

interface Door {
  once(event: string, listener: (error: unknown) => void): unknown;
}

export const steps = {
  /** What each door said: 'open' or a code. */
  async leave({ host }: { host: string }): Promise<Readonly<Record<string, string>>> {
    return {
      fetch: await fetch(`https://${host}/`).then(() => 'open', codeOf),
      'plain fetch': await fetch(`http://${host}/`).then(() => 'open', codeOf),
      https: await through(getSecure(`https://${host}/`), 'response'),
      http: await through(get(`http://${host}/`), 'response'),
      http2: await through(connectHttp2(`https://${host}`), 'remoteSettings'),
      tls: await through(connectTls({ host, port: 443 }), 'secureConnect'),
      socket: await through(connect(443, host), 'connect'),
      'socket by options': await through(connect({ port: 443, host }), 'connect'),
    };
  },
  async fetchText({ url }: { url: string }): Promise<string> {
    return (await fetch(url)).text();
  },
};

const through = (door: Door, opened: string): Promise<string> => new Promise((resolve) => {
  door.once('error', (error) => resolve(codeOf(error)));
  door.once(opened, () => resolve('open'));
});

function codeOf(error: unknown): string {
  const { code, cause } = error as { readonly code?: string; readonly cause?: { readonly code?: string } };
  return cause?.code ?? code ?? String(error);
}
