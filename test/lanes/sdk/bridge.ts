/**
 * A process of its own for the SDKs, behind the preload that keeps them on this machine. The lane, where the
 * twins and the assertions are, asks it to take one step after another.
 */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** What a client file exports: named steps, each with one argument and an answer that JSON can carry. */
export type Steps = Readonly<Record<string, (argument: never) => Promise<unknown>>>;

export interface Ask {
  readonly id: number;
  readonly step: string;
  readonly argument: unknown;
}
/** How an SDK says no, as far as it can be told across a process. */
export interface Refusal {
  readonly name: string;
  readonly message: string;
  readonly code?: unknown;
  readonly details?: unknown;
  readonly status?: unknown;
  readonly body?: unknown;
}
export interface Reply {
  readonly id: number;
  /** Absent when the step answered nothing, or said no. */
  readonly value?: unknown;
  readonly refusal?: Refusal;
}

export class SdkError extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(`${refusal.name}: ${refusal.message}`);
    this.refusal = refusal;
  }
}

export interface Bridge<S extends Steps> {
  /** @throws SdkError when the SDK threw. */
  ask<K extends keyof S & string>(step: K, argument: Parameters<S[K]>[0]): ReturnType<S[K]>;
  stop(): Promise<void>;
}

export interface BridgeOptions {
  /** File beside this one that exports `steps`. */
  readonly client: string;
  /** Folder whose node_modules holds the SDKs. */
  readonly modules: string;
  /** Host → the server on this machine that stands for it. */
  readonly routes: Readonly<Record<string, string>>;
}

export function openBridge<S extends Steps>({ client, modules, routes }: BridgeOptions): Bridge<S> {
  const at = (file: string) => new URL(file, import.meta.url);
  const child = fork(fileURLToPath(at('child.ts')), [at(client).href], {
    execArgv: ['--disable-warning=ExperimentalWarning', '--import', at('loopback.ts').href],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: { ...withoutProxies(), SDK_MODULES: modules, LOOPBACK_ROUTES: JSON.stringify(routes) },
  });
  let said = '';
  child.stderr?.on('data', (chunk) => (said = (said + chunk).slice(-4000)));
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  child.on('message', (reply: Reply) => {
    const asked = waiting.get(reply.id);
    waiting.delete(reply.id);
    if (reply.refusal) asked?.reject(new SdkError(reply.refusal));
    else asked?.resolve(reply.value);
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => {
    for (const asked of waiting.values()) asked.reject(new Error(`the SDKs' process ended; it last said:\n${said}`));
    resolve();
  }));
  let id = 0;
  return {
    ask(step, argument) {
      const asked = Promise.withResolvers<unknown>();
      waiting.set(id += 1, asked);
      child.send({ id, step, argument } satisfies Ask);
      return asked.promise as ReturnType<S[typeof step]>;
    },
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** A proxy of this machine is no part of the conversation, and the SDKs' HTTP clients would ask for it. */
const withoutProxies = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !/proxy|^node_options$/i.test(name)));
