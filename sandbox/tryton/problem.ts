/** What a call can end in besides a result: Tryton's exceptions in the shapes its JSON protocol gives them. */
export class Problem extends Error {
  /** The `error` member of the answer. */
  readonly shape: readonly unknown[];
  /** What the answer becomes when the request had other keys than id, method and params. */
  readonly status: number;
  constructor(message: string, shape: readonly unknown[], status: number) {
    super(message);
    this.shape = shape;
    this.status = status;
  }
}
/** An answer that is a page of HTML and not JSON: werkzeug's abort. */
export class Abort extends Error {
  readonly status: number;
  constructor(status: number) {
    super(`abort ${status}`);
    this.status = status;
  }
}

export const userError = (message: string, description = ''): Problem =>
  new Problem(`${message} - ${description}`, ['UserError', [message, description, null]], 400);
export const userWarning = (name: string, message: string): Problem =>
  new Problem(`${message} - `, ['UserWarning', [name, message, '']], 409);
export const concurrency = (message: string): Problem =>
  new Problem(message, ['ConcurrencyException', message], 423);
export const loginQuestion = (login: string): Problem =>
  new Problem('password', ['LoginException', ['password', `Password for ${login}`, 'password']], 403);
/** A Python exception: its text and the traceback, which production servers leave empty. */
export const crash = (text: string): Problem => new Problem(text, [text, ''], 500);
