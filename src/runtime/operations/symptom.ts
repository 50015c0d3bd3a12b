/** One line of `doctor`. */
export interface Symptom {
  readonly what: string;
  readonly state: 'ok' | 'warn' | 'fail';
  /** What was seen. */
  readonly says: string;
  /** What to do about it. */
  readonly fix?: string;
}
export const ok = (what: string, says: string): Symptom => ({ what, state: 'ok', says });
export const warn = (what: string, says: string, fix: string): Symptom => ({ what, state: 'warn', says, fix });
export const fail = (what: string, says: string, fix: string): Symptom => ({ what, state: 'fail', says, fix });
