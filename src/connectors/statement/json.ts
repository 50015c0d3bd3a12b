/** JSON of a partner with its amounts as they were written: no number becomes a float. */
import { parse } from 'lossless-json';
import { stop } from '#domain/fault.ts';
import { fromDecimal, measure, type Currency, type Money } from '#domain/measure.ts';
import { textOf } from './text.ts';

/** Whether the bytes begin as JSON does. */
export function isJson(bytes: Uint8Array): boolean {
  for (const piece of textOf(bytes.subarray(0, 400))) {
    const text = piece.trimStart();
    if (text !== '') return text.startsWith('{') || text.startsWith('[');
  }
  return false;
}

/** Numbers come as the text they were written as. @throws Stopped Malformed when it is cut off or no JSON. */
export function exactJson(bytes: Uint8Array): unknown {
  try {
    return parse([...textOf(bytes)].join(''), null, { parseNumber: (text) => text });
  } catch (error) {
    throw stop.malformed(`not JSON: ${(error as Error).message}`);
  }
}

/** A decimal as a partner writes it in JSON, `12.5` or `1.25E1`. @throws Stopped Malformed with the place. */
export function decimalAt(text: string, unit: Currency, where: string): Money {
  const power = /^(-?)(\d+)(?:\.(\d+))?[eE]([+-]?\d+)$/.exec(text);
  try {
    return fromDecimal(power ? shifted(power) : text, unit);
  } catch (error) {
    throw stop.malformed(`${where}: ${(error as Error).message}`);
  }
}
function shifted([, sign = '', whole = '0', fraction = '', exponent = '0']: RegExpExecArray): string {
  const places = fraction.length - Number(exponent);
  if (places <= 0) return `${sign}${whole}${fraction}${'0'.repeat(-places)}`;
  const digits = (whole + fraction).padStart(places + 1, '0');
  return `${sign}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

/** Minor units. @throws Stopped Malformed with the place. */
export function minorAt(text: string, unit: Currency, where: string): Money {
  if (!/^-?\d{1,18}$/.test(text)) throw stop.malformed(`${where}: ${JSON.stringify(text)} is no whole number of minor units`);
  return measure(BigInt(text), unit);
}
