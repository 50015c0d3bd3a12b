/** A bank's XML as a small tree by local names: banks put camt under any version's namespace, or under none. */
import { SaxesParser } from 'saxes';
import { stop } from '#domain/fault.ts';

export interface Node {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Node[];
  readonly text: string;
}
interface Growing extends Node { children: Growing[]; text: string }

const DEEPEST = 64;

/** @throws Stopped Malformed when it is cut off or no XML. */
export function parseXml(text: string, what: string): Node {
  const parser = new SaxesParser({ xmlns: false });
  const open: Growing[] = [];
  let root: Growing | undefined;
  parser.on('error', (error) => { throw stop.malformed(`${what} is cut off or no XML: ${error.message}`); });
  parser.on('doctype', () => { throw stop.malformed(`${what} is not read: a bank has no use for a DOCTYPE`); });
  parser.on('opentag', ({ name, attributes }) => {
    if (open.length >= DEEPEST) throw stop.malformed(`${what} is not read: more than ${DEEPEST} elements within each other`);
    const node: Growing = { name: name.slice(name.indexOf(':') + 1), attributes: attributes as Record<string, string>, children: [],
      text: '' };
    open.at(-1)?.children.push(node);
    root ??= node;
    open.push(node);
  });
  const write = (part: string) => { const at = open.at(-1); if (at) at.text += part; };
  parser.on('text', write);
  parser.on('cdata', write);
  parser.on('closetag', () => void open.pop());
  parser.write(text).close();
  if (!root) throw stop.malformed(`${what} is empty`);
  return root;
}

export const all = (of: Node | undefined, name: string): readonly Node[] => of?.children.filter((c) => c.name === name) ?? [];
/** Down a path: `at(entry, 'BookgDt', 'Dt')`. */
export const at = (of: Node | undefined, ...path: readonly string[]): Node | undefined =>
  path.reduce<Node | undefined>((found, name) => found?.children.find((c) => c.name === name), of);
export const textAt = (of: Node | undefined, ...path: readonly string[]): string | undefined => at(of, ...path)?.text.trim() || undefined;
export const within = (of: Node, name: string): Node[] =>
  of.children.flatMap((c) => [...(c.name === name ? [c] : []), ...within(c, name)]);
