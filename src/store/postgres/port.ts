/** Ports of 127.0.0.1. Between looking and taking, a port can be lost: whoever takes it must be ready for that. */
import { createServer } from 'node:net';
import { DatabaseProblem, portTaken } from './problem.ts';

export async function refuseTaken(port: number) {
  if (!(await canListen(port))) throw portTaken(port);
}

/** `wanted` if it is free, else any. */
export async function freePort(wanted: number): Promise<number> {
  const port = (wanted && (await canListen(wanted))) || (await canListen(0));
  if (!port) throw new DatabaseProblem('No free port was found on 127.0.0.1: is the loopback interface up?');
  return port;
}

/** The port it got, or 0. */
function canListen(port: number): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(0));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(address && typeof address === 'object' ? address.port : 0));
    });
  });
}
