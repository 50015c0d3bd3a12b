/** Numbers, amounts and times as the viewer's locale writes them. */
/** The first language of the browser that is one: some systems hand out names like `en-US@posix`. */
export const isLanguage = (tag: string): boolean => {
  try {
    return Intl.getCanonicalLocales(tag).length > 0;
  } catch {
    return false;
  }
};
const locale = navigator.languages.find(isLanguage) ?? 'en';
export const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

const number = new Intl.NumberFormat(locale);
export const count = (n: number): string => number.format(n);
export const plural = (n: number, one: string, many = `${one}s`): string => `${count(n)} ${n === 1 ? one : many}`;
/** As the server counts: beyond it there are `or more`. */
const MOST_COUNTED = 2_000_000;
/** `1,204 orders, newest first`; until it is counted only the rest. */
export const inAll = (total: number | undefined, one: string, rest: string, many?: string): string =>
  total === undefined ? rest
    : `${total >= MOST_COUNTED ? `${count(total)} or more ${many ?? `${one}s`}` : plural(total, one, many)}, ${rest}`;
const percents = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
export const share = (part: number, whole: number): string => (whole > 0 ? percents.format(part / whole) : '–');

/** `4 s`, `12 min`, `3 h`, `2 d`: one unit, the largest that fits. */
export function span(seconds: number): string {
  const s = Math.max(0, Math.floor(seconds));
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min`;
  if (s < 48 * 3600) return `${Math.floor(s / 3600)} h`;
  return `${Math.floor(s / 86_400)} d`;
}
/** `0.4 s`, `2.1 s`, then as `span`. */
export const exactSpan = (seconds: number): string =>
  seconds < 10 ? `${number.format(Math.round(seconds * 10) / 10)} s` : span(seconds);
export const age = (at: string, now: number): string => span((now - Date.parse(at)) / 1000);

const full = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' });
const short = new Intl.DateTimeFormat(locale, { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' });
const seconds = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const dayOnly = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
const minutes = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' });
/** The viewer's time, with UTC behind it: what a hover shows. */
export const moment = (at: string): string => `${full.format(new Date(at))} ${zone} (${at.slice(0, 19)}Z)`;
export const when = (at: string): string => short.format(new Date(at));
export const clock = (at: string): string => seconds.format(new Date(at));
export const hour = (at: number | string): string => minutes.format(new Date(at));
/** A calendar day, which has no zone. */
export const day = (date: string): string => dayOnly.format(new Date(`${date.slice(0, 10)}T00:00:00Z`));
const monthly = new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' });
/** `November 2026` of `2026-11`. */
export const month = (period: string): string =>
  /^\d{4}-\d{2}$/.test(period) ? monthly.format(new Date(`${period}-01T00:00:00Z`)) : period;
export const dayOf = (at: string): string => full.format(new Date(at)).split(',').slice(0, 2).join(',');

const group = new Intl.NumberFormat(locale).formatToParts(1111.1);
const part = (type: string, otherwise: string): string => group.find((p) => p.type === type)?.value ?? otherwise;
/** `1,234.50 USD`; the digits are the server's, only grouped: an amount is never a floating number. */
export function amount(text: string): string {
  const [whole = '', fraction] = text.replace('-', '').split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, part('group', ','));
  return `${text.startsWith('-') ? '−' : ''}${grouped}${fraction === undefined ? '' : part('decimal', '.') + fraction}`;
}
/** Exactly, digit by digit: an amount is never a floating number. */
export function sum(amounts: readonly string[]): string {
  const digits = Math.max(0, ...amounts.map((a) => a.split('.')[1]?.length ?? 0));
  const total = amounts.reduce((n, a) => {
    const [whole = '0', fraction = ''] = a.replace('-', '').split('.');
    const units = BigInt(whole + fraction.padEnd(digits, '0'));
    return a.startsWith('-') ? n - units : n + units;
  }, 0n);
  const text = String(total < 0n ? -total : total).padStart(digits + 1, '0');
  return `${total < 0n ? '-' : ''}${digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`}`;
}
export const money = (text: string, currency: string): string => `${amount(text)} ${currency}`;
export const held = (values: readonly { readonly currency: string; readonly amount: string }[]): string =>
  values.map((v) => money(v.amount, v.currency)).join(' + ');

const ACRONYMS: Readonly<Record<string, string>> = { sku: 'SKU', erp: 'ERP', id: 'ID', rma: 'RMA' };
/** `UnmappedSku` → `Unmapped SKU`. */
export const title = (kind: string): string => {
  const words = kind
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll('-', ' ')
    .toLowerCase()
    .split(' ');
  return words.map((w, i) => ACRONYMS[w] ?? (i === 0 ? w.replace(/^./, (c) => c.toUpperCase()) : w)).join(' ');
};
/** `user:anna@example.com` → `anna@example.com`. */
export const person = (who: string): string => who.replace(/^user:/, '');
/** A sentence of the server has its times in UTC, as the log has them: here as the viewer reads times. */
export const readable = (sentence: string): string =>
  sentence.replace(/\b\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z/g, (at) => when(at));
