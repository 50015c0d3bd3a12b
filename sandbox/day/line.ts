/**
 * The wire between us and one partner, so that it can be cut: a plain TCP relay. What was under way is torn off in
 * the middle, as when a data center goes dark; nobody answers until everybody who cut it has mended it.
 */
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

export interface Line {
  /** The partner's address, by way of this line. */
  readonly url: string;
  /** The answer mends it. */
  cut(): Promise<() => Promise<void>>;
  stop(): Promise<void>;
}

export async function openLine(target: string): Promise<Line> {
  const { hostname, port, protocol } = new URL(target);
  const sockets = new Set<Socket>();
  const relay = (near: Socket): void => {
    const far = connect({ host: hostname, port: Number(port) });
    const end = (): void => { near.destroy(); far.destroy(); };
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.once('close', () => { sockets.delete(socket); end(); });
      socket.on('error', end);
    }
    near.pipe(far).pipe(near);
  };
  let server = await listening(relay, 0);
  const { port: own } = server.address() as AddressInfo;
  let cuts = 0;
  const goDark = async (): Promise<void> => {
    const closed = new Promise((resolve) => { server.close(resolve); });
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  const mend = async (): Promise<void> => {
    cuts -= 1;
    if (cuts === 0) server = await listening(relay, own);
  };
  return {
    url: `${protocol}//127.0.0.1:${own}`,
    async cut() {
      cuts += 1;
      if (cuts === 1) await goDark();
      let mended: Promise<void> | undefined;
      return () => (mended ??= mend());
    },
    stop: goDark,
  };
}

function listening(relay: (socket: Socket) => void, port: number): Promise<Server> {
  const server = createServer(relay);
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}
