/** A refusal in the shape of SP-API's error list; thrown anywhere behind the gate, answered by it. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly details: string | undefined;
  constructor(status: number, code: string, message: string, details?: string) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = details;
  }
  body(): { errors: { code: string; message: string; details?: string }[] } {
    const error = { code: this.code, message: this.message };
    return { errors: [this.details === undefined ? error : { ...error, details: this.details }] };
  }
}

export const invalid = (details: string): Problem => new Problem(400, 'InvalidInput', 'Invalid Input', details);
export const notFound = (what: string): Problem =>
  new Problem(404, 'NotFound', 'Resource not found.', `${what} not found.`);
