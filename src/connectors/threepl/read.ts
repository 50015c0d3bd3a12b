/** What one file of the 3PL says: first whether it may be read at all, then row by row. */
import { stop } from '#domain/fault.ts';
import type { Document, News, Port } from '#connectors/contract.ts';
import { readAcknowledgements } from './acknowledgements.ts';
import { readConfirmations } from './confirmations.ts';
import { readControlFile, sha256, type Row } from './control-file.ts';
import { layoutOf } from './layout.ts';
import { readReturns } from './returns.ts';
import { drift } from './rows.ts';
import { readStock } from './stock.ts';

/** Set by the poll: the file's name, what its sidecar vouches for, and why it was never whole. */
export const HEADER = { file: 'file', vouched: 'sha256', half: 'half' } as const;

/**
 * The content is the identity: the same file under another name is about the same thing. A flaw of the way
 * it came is part of it, so that the same bytes in good order are read although they were refused before.
 */
export function reference({ topic, headers, body }: Document): string {
  const digest = sha256(body);
  const vouched = headers[HEADER.vouched] ?? digest;
  const flaw = headers[HEADER.half] ? '!half' : vouched === digest ? '' : '!checksum';
  return `${topic}/${digest.slice(0, 24)}${flaw}`;
}

export async function read(port: Port<unknown>, document: Document): Promise<readonly News[]> {
  const { topic, headers, body } = document;
  const name = headers[HEADER.file] ?? `a ${topic} file`;
  const layout = layoutOf(topic);
  if (!layout) return [drift('file kind', `${name} is of a kind the contract does not list; it was kept and not read`)];
  if (headers[HEADER.half]) throw stop.malformed(`${name}: ${headers[HEADER.half]}`);
  const vouched = headers[HEADER.vouched];
  if (vouched && vouched !== sha256(body))
    throw stop.malformed(`${name}: its bytes are not those its .sha256 vouches for (${vouched.slice(0, 12)}…)`);
  const { rows, unknown } = readControlFile(layout, body, name);
  return [
    ...(await rowsNews(port, topic, rows)),
    ...unknown.map((column) =>
      drift(`${topic}.${column}`, 'a column the contract does not list; its values were kept')),
  ];
}

async function rowsNews(port: Port<unknown>, topic: string, rows: readonly Row[]): Promise<News[]> {
  switch (topic) {
    case 'ACK':
      return readAcknowledgements(rows);
    case 'SHIPCONF':
      return readConfirmations(port, rows);
    case 'STOCK':
      return readStock(rows);
    case 'RETURN':
      return readReturns(rows);
    default:
      return [{ said: 'nothing', why: `${topic} is a file of ours` }];
  }
}
