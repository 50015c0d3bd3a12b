/** The smallest JSON-RPC client that can hold a conversation with a Tryton or its twin: for tests and the lane. */
export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly result?: unknown;
  readonly error?: readonly unknown[];
}
export interface Client {
  readonly url: string;
  context: Record<string, unknown>;
  /** The user's id, once logged in. */
  user: number;
  /** One request, whatever comes of it. */
  ask(method: string, params: readonly unknown[], headers?: Record<string, string>): Promise<Answer>;
  login(name: string, password: string): Promise<Answer>;
  /** A model's method with the context last. @throws TrytonError, or Error for a page of HTML. */
  call<T = unknown>(method: string, ...params: readonly unknown[]): Promise<T>;
  /** The same, answering yes to every question on the way; returns the questions' names beside the result. */
  insist<T = unknown>(method: string, ...params: readonly unknown[]): Promise<{ result: T; asked: string[] }>;
}
export class TrytonError extends Error {
  readonly shape: readonly unknown[];
  constructor(shape: readonly unknown[]) {
    super(`${String(shape[0])}: ${JSON.stringify(shape[1]).slice(0, 400)}`);
    this.shape = shape;
  }
}

export const dec = (decimal: string) => ({ __class__: 'Decimal', decimal });
export const day = (iso: string) => {
  const [year, month, date] = iso.split('-').map(Number);
  return { __class__: 'date', year, month, day: date };
};

export function trytonClient(url: string, database: string): Client {
  let authorization = '';
  let id = 0;
  const client: Client = {
    url: `${url}/${database}/`,
    context: {},
    user: 0,
    async ask(method, params, headers = {}) {
      const response = await fetch(client.url, {
        method: 'POST', body: JSON.stringify({ id: (id += 1), method, params }),
        headers: { 'content-type': 'application/json', ...(authorization && { authorization }), ...headers },
      });
      const text = await response.text();
      const body = text.startsWith('{') ? (JSON.parse(text) as { result?: unknown; error?: unknown[] }) : {};
      return { status: response.status, text, ...body };
    },
    async login(name, password) {
      authorization = '';
      const answer = await client.ask('common.db.login', [name, { password }, 'en']);
      if (!Array.isArray(answer.result)) return answer;
      const [user, key] = answer.result as [number, string];
      client.user = user;
      authorization = `Session ${Buffer.from(`${name}:${user}:${key}`).toString('base64')}`;
      const { result } = await client.ask('model.res.user.get_preferences', [true, {}]);
      client.context = result as Record<string, unknown>;
      return answer;
    },
    async call<T>(method: string, ...params: readonly unknown[]) {
      const answer = await client.ask(`model.${method}`, [...params, client.context]);
      if (answer.error) throw new TrytonError(answer.error);
      if (answer.status !== 200) throw new Error(`HTTP ${answer.status}`);
      return answer.result as T;
    },
    async insist<T>(method: string, ...params: readonly unknown[]) {
      const asked: string[] = [];
      for (;;) {
        try {
          return { result: await client.call<T>(method, ...params), asked };
        } catch (error) {
          const [kind, details] = error instanceof TrytonError ? error.shape : [];
          if (kind !== 'UserWarning' || asked.length > 5) throw error;
          const name = String((details as unknown[])[0]);
          asked.push(name);
          await client.call('res.user.warning.create', [{ user: client.user, name, always: false }]);
        }
      }
    },
  };
  return client;
}

/** Decimals and dates as text, so that answers can be compared with what a person would write. */
export function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const o = value as Record<string, unknown>;
  const two = (n: unknown) => String(n).padStart(2, '0');
  if (o['__class__'] === 'Decimal') return String(o['decimal']);
  if (o['__class__'] === 'date') return `${String(o['year'])}-${two(o['month'])}-${two(o['day'])}`;
  if (o['__class__'] === 'datetime') return 'a moment';
  return Object.fromEntries(Object.entries(o).map(([key, one]) => [key, plain(one)]));
}
