/** What a register rang up, and that it closed its day: facts of the day they belong to. */
import type { RegisterPlace } from '#domain/register-day.ts';
import type { News } from '#connectors/contract.ts';
import type { Hearing } from './forget.ts';
import { fact, type Heard } from './heard.ts';
import { derivedUuid, registerDayIdOf } from './identity.ts';

type Said<K extends News['said']> = Extract<News, { said: K }>;

const dayOf = (h: Hearing, place: RegisterPlace) => {
  const { connection, store, register, date } = place;
  const dayId = registerDayIdOf(h.d.tenant, [connection, store, register, date]);
  return { dayId, subject: `register:${dayId}`, correlation: derivedUuid(h.d.tenant, 'story', dayId) };
};

export function registerRecord(h: Hearing, { record }: Said<'register-record'>): Heard {
  const { dayId, ...at } = dayOf(h, record.place);
  return { drafts: [fact(h, 'RegisterRang', { ...record, dayId }, { key: `${dayId}:${record.external}`, at: record.at, ...at })] };
}

export function registerClosed(h: Hearing, { report }: Said<'register-closed'>): Heard {
  const { dayId, ...at } = dayOf(h, report.place);
  const { store, register, date } = report.place;
  return { drafts: [fact(h, 'RegisterClosed', { ...report, dayId }, {
    key: `${dayId}:${report.external}`, at: report.at, ...at,
    references: [{ reference: `${store}-${register}-${date}`, kind: 'register-day', connection: h.c.connection }],
  })] };
}
