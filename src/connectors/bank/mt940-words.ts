/**
 * Field 86 of an MT940: what a booking is about, in one of three dialects. German banks number subfields (`?20`), Dutch
 * and Belgian ones put words between slashes (`/REMI/`), others write plain text. A line break is in the middle of a word.
 */
import { named, tidy } from './amounts.ts';

export interface Said {
  readonly text: string;
  readonly payer?: string;
  readonly code?: string;
  readonly names: readonly string[];
  /** Where amounts in other currencies and charges stand. */
  readonly amounts: string;
}

export function said(field: string): Said {
  const joined = field.replaceAll('\n', '');
  const marked = /^(\d{3})([?<>@+])(\d{2})/.exec(joined);
  if (marked) return numbered(joined, marked[2]!);
  const words = Object.fromEntries([...joined.matchAll(/\/([A-Z]{3,4})\/((?:(?!\/[A-Z]{3,4}\/).)*)/g)].map(([, k, v]) => [k!,
    v!.replace(/\/+$/, '')]));
  if (Object.keys(words).length > 0) return slashed(joined, words);
  return { text: tidy(field.replaceAll('\n', ' ')), names: [], amounts: joined };
}

const KEYS = 'EREF|KREF|MREF|CRED|DEBT|COAM|OAMT|SVWZ|ABWA|ABWE|IBAN|BIC|PURP|BREF|RREF|SQTP';
const KEYED = new RegExp(String.raw`(?:EREF|KREF|MREF|CRED|BREF|RREF)\+(.*?)(?=(?:${KEYS})\+|$)`, 'g');

/** 20–29 and 60–63 are the purpose, 32 and 33 the other side's name. */
function numbered(text: string, mark: string): Said {
  const parts = text.slice(3).split(mark).filter(Boolean).map((p) => [p.slice(0, 2), p.slice(2)] as const);
  const of = (wanted: (n: number) => boolean) => parts.filter(([n]) => wanted(Number(n))).map(([, value]) => value);
  const purpose = of((n) => (n >= 20 && n <= 29) || (n >= 60 && n <= 63));
  const whole = purpose.join('');
  const payer = tidy(of((n) => n === 32 || n === 33).join(''));
  const keyed = [...whole.matchAll(KEYED)]
    .map(([, value]) => value);
  const kind = tidy(of((n) => n === 0)[0]);
  // A word that goes over a line's end is found in the joined text, one that ends there in the spaced one.
  const spaced = tidy(purpose.join(' '));
  return {
    text: tidy([kind, whole === spaced ? whole : `${whole} ${spaced}`].filter(Boolean).join(' ')), code: text.slice(0, 3),
    names: named(keyed), amounts: whole, ...(payer && { payer }),
  };
}

function slashed(text: string, words: Readonly<Record<string, string>>): Said {
  const payer = tidy(words['NAME'] ?? nameIn(words['CNTP']) ?? nameIn(words['ORDP']) ?? nameIn(words['BENM']));
  const purpose = words['REMI']?.replace(/^(USTD|STRD)\/+/, '').replaceAll(/\/(?:USTD|STRD|CUR|ISO)?\//g, ' ') ?? '';
  return {
    text: tidy(`${purpose} ${words['ISDT'] ?? ''}`.trim() || text.replaceAll('/', ' ')), amounts: text,
    names: named([words['EREF'], words['PREF'], words['MARF'], words['KREF'], words['IREF']]),
    ...(payer && { payer }),
  };
}

/** `IBAN/BIC/name/place`, or `//NAME/name`. */
function nameIn(word: string | undefined): string | undefined {
  const parts = word?.split('/').map((p) => p.trim()).filter(Boolean) ?? [];
  return parts.find((p) => p.includes(' ') || !/\d/.test(p) && p.length > 11) ?? parts.find((p) =>
    !/^[A-Z]{2}\d{2}|^[A-Z]{6}[A-Z0-9]{2,5}$/.test(p));
}
