/**
 * Zones as reports write them: an offset, an IANA name, or one of the abbreviations that stand for one offset
 * where these reports come from. Summer time is said by the abbreviation itself (PDT, CEST).
 */
import type { Timestamp } from '#domain/brand.ts';
import { timestamp } from '#domain/time.ts';

const ABBREVIATIONS: Readonly<Record<string, string>> = {
  Z: 'Z', UTC: 'Z', GMT: 'Z', WET: 'Z', WEST: '+01:00', BST: '+01:00', CET: '+01:00', CEST: '+02:00', MEZ: '+01:00',
  MESZ: '+02:00', EET: '+02:00', EEST: '+03:00', MSK: '+03:00', IST: '+05:30', HKT: '+08:00', SGT: '+08:00', JST: '+09:00',
  AEST: '+10:00', AEDT: '+11:00', NZST: '+12:00', NZDT: '+13:00', EST: '-05:00', EDT: '-04:00', CST: '-06:00',
  CDT: '-05:00', MST: '-07:00', MDT: '-06:00', PST: '-08:00', PDT: '-07:00', AKST: '-09:00', HST: '-10:00', BRT: '-03:00',
};

/** `+02:00`, or undefined for a name that is no fixed offset. */
export const offsetOf = (zone: string): string | undefined => {
  const digits = /^(?:GMT|UTC)?([+-])(\d{1,2}):?(\d{2})?$/.exec(zone);
  return digits ? `${digits[1]}${digits[2]!.padStart(2, '0')}:${digits[3] ?? '00'}` : ABBREVIATIONS[zone];
};

/** A wall-clock time of a place. @throws RangeError for a zone or a time that does not exist. */
export const instantIn = (wall: string, zone: string): Timestamp =>
  timestamp(Temporal.PlainDateTime.from(wall).toZonedDateTime(zone).toInstant().toString());
