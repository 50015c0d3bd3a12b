/** The terminal as commands see it; tests hand in another. */
import { createInterface } from 'node:readline/promises';

export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  /** Undefined when nobody can be asked. */
  ask(question: string): Promise<string | undefined>;
  /** The process will end with this code. */
  end(code: number): void;
  readonly width: number;
  readonly color: boolean;
}

export const realTerminal: Terminal = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  async ask(question) {
    if (!process.stdin.isTTY || !process.stdout.isTTY) return undefined;
    const lines = createInterface({ input: process.stdin, output: process.stdout });
    try {
      return await lines.question(question);
    } finally {
      lines.close();
    }
  },
  end: (code) => { process.exitCode = code; },
  width: process.stdout.columns || 110,
  color: process.stdout.isTTY === true && !process.env['NO_COLOR'],
};
