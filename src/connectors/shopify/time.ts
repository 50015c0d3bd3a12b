/** Times of the partner; one that cannot be read is a fault of the document. */
import { stop } from '#domain/fault.ts';
import type { Timestamp } from '#domain/brand.ts';
import { timestamp } from '#domain/time.ts';

export function timeOf(text: string): Timestamp {
  try {
    return timestamp(text);
  } catch {
    throw stop.malformed(`a time: ${JSON.stringify(text)} is not RFC 3339`);
  }
}
