/** Time in the domain is Temporal; on the wire and in messages it is RFC 3339 text in UTC. The clock is an argument. */
import type { LocalDate, Timestamp } from './brand.ts';

/** Reads any RFC 3339 text (any offset) and writes it in UTC with milliseconds, so that it sorts as text. */
export const timestamp = (text: string): Timestamp =>
  Temporal.Instant.from(text).toString({ smallestUnit: 'millisecond' }) as Timestamp;

export const fromEpoch = (milliseconds: number): Timestamp =>
  Temporal.Instant.fromEpochMilliseconds(milliseconds).toString({ smallestUnit: 'millisecond' }) as Timestamp;

/** The calendar day of an instant in a zone: the accounting date of a fact. */
export const dateIn = (at: Timestamp, zone: string): LocalDate =>
  Temporal.Instant.from(at).toZonedDateTimeISO(zone).toPlainDate().toString() as LocalDate;

export const after = (at: Timestamp, seconds: number): Timestamp =>
  Temporal.Instant.from(at).add({ milliseconds: Math.round(seconds * 1000) })
    .toString({ smallestUnit: 'millisecond' }) as Timestamp;

/** Whole and fractional seconds from `from` to `to`. */
export const secondsBetween = (from: Timestamp, to: Timestamp): number =>
  Temporal.Instant.from(from).until(Temporal.Instant.from(to)).total('seconds');
