/** The other end of the bridge: runs the steps of the client file it was started with. */
import { inspect } from 'node:util';
import type { Ask, Refusal, Reply, Steps } from './bridge.ts';

const { steps } = await import(process.argv[2] ?? '') as { steps: Steps };
const send = (reply: Reply): void => void process.send?.(reply);

process.on('message', async ({ id, step, argument }: Ask) => {
  try {
    send({ id, value: await steps[step]?.(argument as never) });
  } catch (error) {
    send({ id, refusal: refusalOf(error) });
  }
});

function refusalOf(error: unknown): Refusal {
  if (!(error instanceof Error)) return { name: 'thrown', message: inspect(error) };
  const { message, code, details, response, body } = error as Error & {
    readonly code?: unknown; readonly details?: unknown; readonly body?: unknown;
    readonly response?: { readonly status?: unknown; readonly code?: unknown; readonly data?: unknown };
  };
  // Not every library gives its errors a name of their own; their classes have one.
  const { name } = error.constructor;
  const status = response?.status ?? response?.code;
  return { name, message, code, details, status, body: plain(body ?? response?.data) };
}

/** What of it survives JSON: an SDK may keep a whole Response in its error. */
function plain(body: unknown): unknown {
  try {
    return JSON.parse(JSON.stringify(body) ?? 'null');
  } catch {
    return undefined;
  }
}
