/** Numbers and times as people read them. */
const number = new Intl.NumberFormat('en');
export const count = (n: number): string => number.format(n);
export const plural = (n: number, one: string): string => `${count(n)} ${n === 1 ? one : `${one}s`}`;

/** `4 s`, `12 min`, `3 h`, `2 d`: one unit, the largest that fits. */
export function span(seconds: number): string {
  const s = Math.max(0, Math.floor(seconds));
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min`;
  if (s < 48 * 3600) return `${Math.floor(s / 3600)} h`;
  return `${Math.floor(s / 86_400)} d`;
}
export const age = (at: string, now: number): string => span((now - Date.parse(at)) / 1000);

/** The viewer's time, with UTC behind it: what a hover shows. */
export const moment = (at: string): string =>
  `${new Date(at).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'medium' })} (${at.slice(0, 19)}Z)`;

/** `1,234.50 USD`; the digits are the server's, only grouped. */
export function money(amount: string, currency: string): string {
  const [whole = '', fraction] = amount.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return `${grouped}${fraction === undefined ? '' : `.${fraction}`} ${currency}`;
}

/** `UnmappedSku` → `Unmapped SKU`. */
export const title = (kind: string): string =>
  kind.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase().replace(/^./, (c) => c.toUpperCase())
    .replace(/\bsku\b/i, 'SKU').replace(/\berp\b/i, 'ERP');
