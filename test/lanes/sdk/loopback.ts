/**
 * Preload (`node --import`) for a process that runs somebody's SDK: a TLS connection to a host of
 * LOOPBACK_ROUTES becomes a plain one to the server named there, and any other connection beyond this machine fails.
 *
 * It stands at the two doors every client of Node goes through (`tls.connect` and a socket's `connect`), so
 * it needs to know nothing of fetch, https, axios or what comes after them, and none can go around it.
 */
import { syncBuiltinESMExports } from 'node:module';
import net, { type Socket } from 'node:net';
import tls from 'node:tls';

/** Host → `http://127.0.0.1:port`. */
const routes = new Map(Object.entries(JSON.parse(process.env['LOOPBACK_ROUTES'] ?? '{}') as Record<string, string>));
const HERE = new Set(['127.0.0.1', '::1', 'localhost']);

interface Target {
  readonly host?: string;
  readonly servername?: string;
  readonly path?: string | null;
}

const refusal = (host: string): Error =>
  Object.assign(new Error(`this process may not connect to ${host}`), { code: 'EHOSTREFUSED' });

/** Where a call of `connect` wants to go; undefined for a pipe of this machine. */
function hostOf(args: readonly unknown[]): string | undefined {
  const [first, second] = (Array.isArray(args[0]) ? args[0] : args) as unknown[];
  if (typeof first === 'object' && first !== null) {
    const { host, path } = first as Target;
    return path ? undefined : host ?? 'localhost';
  }
  if (typeof first === 'string' && Number.isNaN(Number(first))) return undefined;
  return typeof second === 'string' ? second : 'localhost';
}

const connect = net.Socket.prototype.connect;
Object.assign(net.Socket.prototype, {
  connect(this: Socket, ...args: unknown[]): Socket {
    const host = hostOf(args);
    if (host !== undefined && !HERE.has(host)) return this.destroy(refusal(host));
    return Reflect.apply(connect, this, args);
  },
});

Object.assign(tls, {
  connect(options: Target, ready?: () => void): Socket {
    const host = options.servername || options.host || 'localhost';
    const route = routes.get(host);
    if (!route) return new net.Socket().destroy(refusal(host));
    const { hostname, port } = new URL(route);
    const socket = net.connect({ host: hostname, port: Number(port) });
    if (ready) socket.once('secureConnect', ready);
    return socket.once('connect', () => socket.emit('secureConnect'));
  },
});
syncBuiltinESMExports();
