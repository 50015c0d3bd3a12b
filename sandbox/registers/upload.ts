/**
 * How a store's files reach the drop: `.part` and rename as it should be, or one of the ways it goes wrong. A file that
 * came out torn or half is sent again whole by the store system, so nothing is lost for good.
 */
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FaultKind, Faults } from '../faults.ts';

const ABLE: readonly FaultKind[] = ['duplicate', 'reorder', 'delay', 'partial', 'drift'];

export interface Uploads {
  /** `tickets` are whole transactions; `wrap` makes a file of them. */
  put(name: string, tickets: readonly string[], wrap: (tickets: readonly string[]) => string): Promise<void>;
  /** Finishes what was left half, and lets go of what was held back. */
  finish(): Promise<void>;
}

export function createUploads(folder: string, faults: Faults): Uploads {
  const later: (() => Promise<void>)[] = [];
  const whole = async (name: string, content: string): Promise<void> => {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, `${name}.part`), content);
    await rename(join(folder, `${name}.part`), join(folder, name));
  };
  const finish = async (): Promise<void> => { for (const task of later.splice(0)) await task(); };
  return {
    finish,
    async put(name, tickets, wrap) {
      const content = wrap(tickets);
      const fault = faults.next('upload', ABLE);
      if (fault === 'reorder') return void later.push(() => whole(`${name}.xml`, content));
      if (fault === 'delay') {
        await mkdir(folder, { recursive: true });
        await writeFile(join(folder, `${name}.xml`), content.slice(0, Math.floor(content.length * 0.6)));
        return void later.push(() => writeFile(join(folder, `${name}.xml`), content));
      }
      if (fault === 'partial') {
        await whole(`${name}.xml`, wrap([torn(tickets[0]!), ...tickets.slice(1)]));
        return void later.push(() => whole(`${name}-again.xml`, content));
      }
      await whole(`${name}.xml`, fault === 'drift' ? strange(content) : content);
      if (fault === 'duplicate') await whole(`${name}-copy.xml`, content.replaceAll('</Transaction>\n', '</Transaction>\n\n'));
    },
  };
}

/** A ticket whose printer buffer ran over: no longer XML. */
const torn = (ticket: string): string => ticket.replace('</SequenceNumber>', '');
/** A kind of line no register wrote before. */
const strange = (content: string): string =>
  content.replace('</RetailTransaction>', '<LineItem><SequenceNumber>999</SequenceNumber><HologramAward><Points>1</Points></HologramAward></LineItem></RetailTransaction>');
