/** How far two places are apart. Coordinates are integers (millionths of a degree), distances whole kilometers. */
export interface Point { readonly latitude: number; readonly longitude: number }

/** `'52.520008, 13.404954'` → millionths of a degree. @throws TypeError when it is no place on earth. */
export function pointOf(text: string): Point {
  const [latitude, longitude, ...more] = text.split(',').map((part) => millionths(part.trim()));
  if (latitude === undefined || longitude === undefined || more.length > 0) throw new TypeError(`not a place: ${JSON.stringify(text)}`);
  if (Math.abs(latitude) > 90_000_000 || Math.abs(longitude) > 180_000_000) throw new TypeError(`not on earth: ${text}`);
  return { latitude, longitude };
}
export const pointText = ({ latitude, longitude }: Point): string => `${degrees(latitude)}, ${degrees(longitude)}`;

function millionths(text: string): number {
  const match = /^(-?)(\d{1,3})(?:\.(\d{1,6}))?$/.exec(text);
  if (!match) throw new TypeError(`not a coordinate: ${JSON.stringify(text)}`);
  const n = Number(match[2]! + (match[3] ?? '').padEnd(6, '0'));
  return match[1] && n > 0 ? -n : n;
}
function degrees(n: number): string {
  const digits = String(Math.abs(n)).padStart(7, '0');
  const rest = digits.slice(-6).replace(/0+$/, '');
  return `${n < 0 ? '-' : ''}${digits.slice(0, -6)}${rest && `.${rest}`}`;
}

/** Great-circle distance on a sphere of 6,371 km (haversine). */
export function kilometers(a: Point, b: Point): number {
  const rad = (n: number) => (n / 1_000_000) * (Math.PI / 180);
  const h = Math.sin(rad(b.latitude - a.latitude) / 2) ** 2 +
    Math.cos(rad(a.latitude)) * Math.cos(rad(b.latitude)) * Math.sin(rad(b.longitude - a.longitude) / 2) ** 2;
  return Math.round(2 * 6371 * Math.asin(Math.min(1, Math.sqrt(h))));
}
