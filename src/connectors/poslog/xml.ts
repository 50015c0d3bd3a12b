/**
 * XML as a small tree, through a streaming parser that knows no entities but the five of XML and fetches nothing.
 * Elements of ARTS (or of no namespace at all) go by their own name; a vendor's are `ext:Name`, so that neither
 * hides the other. ARTS is what the transaction is in: versions and vendors have it under other addresses.
 */
import { SaxesParser, type SaxesTagNS } from 'saxes';
import { stop } from '#domain/fault.ts';

const ARTS = 'http://www.nrf-arts.org/IXRetail/namespace/';
const DEEPEST = 64;

export interface Element {
  readonly name: string;
  /** By local name; a vendor's as `ext:Name`. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  readonly text: string;
}
interface Growing extends Element { children: Growing[]; text: string }

/** @throws Stopped Malformed naming the line of the fault. */
export function parseXml(text: string): Element {
  const parser = new SaxesParser({ xmlns: true });
  const open: Growing[] = [];
  let root: Growing | undefined;
  let home: string | undefined;
  parser.on('error', (error) => { throw stop.malformed(`not XML: ${error.message}`); });
  parser.on('doctype', () => { throw stop.malformed('not read: a register has no use for a DOCTYPE'); });
  parser.on('opentag', (tag) => {
    if (tag.local === 'Transaction') home ??= tag.uri;
    const element = growing(tag, (uri) => uri === ARTS || uri === '' || uri === (home ?? tag.uri));
    if (open.length >= DEEPEST) throw stop.malformed(`not read: more than ${DEEPEST} elements within each other`);
    open.at(-1)?.children.push(element);
    root ??= element;
    open.push(element);
  });
  const write = (part: string) => { const at = open.at(-1); if (at) at.text += part; };
  parser.on('text', write);
  parser.on('cdata', write);
  parser.on('closetag', () => void open.pop());
  parser.write(text).close();
  if (!root) throw stop.malformed('not XML: there is no element');
  return root;
}

const growing = (tag: SaxesTagNS, ours: (uri: string) => boolean): Growing => {
  const nameOf = (uri: string, local: string): string => (ours(uri) ? local : `ext:${local}`);
  return {
    name: nameOf(tag.uri, tag.local), children: [], text: '',
    attributes: Object.fromEntries(Object.values(tag.attributes)
      .filter((a) => a.prefix !== 'xmlns' && a.name !== 'xmlns').map((a) => [nameOf(a.uri, a.local), a.value.trim()])),
  };
};

export const all = (e: Element | undefined, ...names: readonly string[]): Element[] =>
  e?.children.filter((c) => names.includes(c.name)) ?? [];
/** The first child of the first name that has one. */
export const child = (e: Element | undefined, ...names: readonly string[]): Element | undefined => {
  for (const name of names) {
    const found = e?.children.find((c) => c.name === name);
    if (found) return found;
  }
  return undefined;
};
/** Text of the first of these children that has any. */
export const textOf = (e: Element | undefined, ...names: readonly string[]): string | undefined => {
  for (const name of names)
    for (const c of all(e, name)) if (c.text.trim()) return c.text.trim();
  return undefined;
};
export const isTrue = (e: Element, attribute: string): boolean => /^(true|1)$/i.test(e.attributes[attribute] ?? '');

/** The element itself and everything below it. */
export const within = (e: Element): Element[] => [e, ...e.children.flatMap(within)];
