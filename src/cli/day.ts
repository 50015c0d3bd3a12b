/** Days and months as people write them on a command line. */
import { InvalidArgumentError } from 'commander';
import { isPeriod } from '#domain/period.ts';

export function day(text: string): string {
  try {
    return Temporal.PlainDate.from(text).toString();
  } catch {
    throw new InvalidArgumentError('Write a day like 2026-11-01.');
  }
}
export function month(text: string): string {
  if (!isPeriod(text)) throw new InvalidArgumentError('Write a month like 2026-10.');
  return text;
}
