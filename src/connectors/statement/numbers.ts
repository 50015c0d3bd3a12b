/**
 * How a file writes its amounts. The sign before the decimals is decided once, from all amounts of the file:
 * `1,234` alone could be twelve hundred or one and a bit, and a cell is never guessed at. A file in which
 * nothing tells is refused.
 */
import { stop } from '#domain/fault.ts';

export interface NumberStyle {
  /** Absent: the file has whole numbers only. */
  readonly decimal?: '.' | ',';
}

const PLAIN = /^[-+]?\d+$/;
/** A sign group between thousands that is neither point nor comma: spaces of all kinds, apostrophes. */
const THIN = /(\d)[ \u00a0\u2009\u202f'’](?=\d{3}(?!\d))/g;
const SIGNED = /^[-+]?(\d*)((?:[.,]\d+)+)$/;

/** Currency signs beside a number, and the ways a minus is written: −5, 5-, (5). */
const SIGN = /^([-+(\u2212]?)\s*[$€£¥₹]?\s*([-\u2212]?)\s*([\d.,'’ \u00a0\u2009\u202f]*\d)\s*[$€£¥₹]?\s*([-)\u2212]?)$/;

/** The number without ornaments; what is no number comes back as it was. */
export function plain(text: string): string {
  const match = SIGN.exec(text.trim());
  if (!match) return text;
  const [, front = '', inner = '', digits = '', end = ''] = match;
  if ((front === '(') !== (end === ')')) return text;
  const minuses = [front, inner, end].filter((s) => s !== '' && s !== '+' && s !== ')').length;
  return minuses > 1 ? text : (minuses === 1 ? '-' : '') + digits.replaceAll(THIN, '$1');
}

/** Collects what the amounts of a file say about their decimal sign. */
export class NumberEvidence {
  private decimal: { sign: '.' | ','; where: string } | undefined;
  private undecided: string | undefined;
  private readonly places: number;

  /** `places`: how many decimals the currency has. */
  constructor(places: number) {
    this.places = places;
  }

  /** @throws Stopped Malformed for what is no amount, or contradicts an earlier one. */
  see(raw: string, line: number, places = this.places): void {
    const text = plain(raw);
    if (PLAIN.test(text)) return;
    const match = SIGNED.exec(text);
    if (!match) throw stop.malformed(`line ${line}: ${JSON.stringify(raw)} is not an amount`);
    const found = this.decimalIn(match[1] ?? '', match[2] ?? '', places);
    const where = `line ${line} (${raw})`;
    if (found === 'undecided') this.undecided ??= where;
    else if (this.decimal && this.decimal.sign !== found)
      throw stop.malformed(`amounts are written in two ways: ${this.decimal.where} and ${where}`);
    else this.decimal ??= { sign: found, where };
  }

  private decimalIn(first: string, groups: string, places: number): '.' | ',' | 'undecided' {
    const signs = groups.match(/[.,]/g) ?? [];
    const last = signs.at(-1) as '.' | ',';
    const other = last === '.' ? ',' : '.';
    const tail = groups.slice(groups.lastIndexOf(last) + 1);
    if (new Set(signs).size === 2) return last; // 1.234,56: the last sign is the decimal one.
    if (signs.length > 1) return other; //          1.234.567: a sign that repeats stands between thousands.
    if (tail.length !== 3 || first.length > 3 || first === '0' || first === '') return last;
    return places === 0 ? other : 'undecided'; // 1,234: thousands for certain only where there are no decimals.
  }

  /** @throws Stopped Malformed when the file has amounts that can be read in two ways and nothing decides. */
  style(): NumberStyle {
    if (this.decimal) return { decimal: this.decimal.sign };
    if (this.undecided)
      throw stop.malformed(`${this.undecided} can be read with decimals or with thousands, and nothing tells which`);
    return {};
  }
}

const GROUPED = { '.': /^[-+]?\d{1,3}(,\d{3})*(\.\d+)?$/, ',': /^[-+]?\d{1,3}(\.\d{3})*(,\d+)?$/ } as const;
/** Some write no zero before the decimals: `.11`. */
const UNGROUPED = { '.': /^[-+]?(\d+(\.\d+)?|\.\d+)$/, ',': /^[-+]?(\d+(,\d+)?|,\d+)$/ } as const;

/** Minor units. @throws Stopped Malformed when the cell does not fit the file's style or is finer than the currency. */
export function amountReader({ decimal = '.' }: NumberStyle, places: number): (raw: string, line: number) => bigint {
  const grouped = GROUPED[decimal];
  const ungrouped = UNGROUPED[decimal];
  const thousands = decimal === '.' ? ',' : '.';
  const zeros = '0'.repeat(places);
  return (raw, line) => {
    let text = raw;
    if (!ungrouped.test(text)) {
      text = plain(raw);
      if (!ungrouped.test(text)) {
        if (!grouped.test(text))
          throw stop.malformed(`line ${line}: ${JSON.stringify(raw)} is not written as the others are`);
        text = text.replaceAll(thousands, '');
      }
    }
    const at = text.indexOf(decimal);
    const whole = at < 0 ? text : text.slice(0, at);
    const fraction = at < 0 ? '' : text.slice(at + 1).replace(/0+$/, '');
    if (fraction.length > places) throw stop.malformed(`line ${line}: ${raw} is finer than the currency`);
    const digits = whole.replace('+', '') + (fraction + zeros).slice(0, places);
    return digits === '' || digits === '-' ? 0n : BigInt(digits);
  };
}
