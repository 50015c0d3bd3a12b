/**
 * What every recorded statement of rows must stand, beside what it comes to: the same rows in another dress are the same
 * payouts, and a file that was cut off or joined is refused. For connectors' tests.
 */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { gzipSync } from 'node:zlib';

/** What the file comes to, as text; or 'refused: …'. */
export type Reads = (body: Buffer) => Promise<string>;

const DRESSES: Readonly<Record<string, (text: string) => Buffer>> = {
  'lines ended by CRLF': (text) => Buffer.from(text.replaceAll(/\r?\n/g, '\r\n')),
  'lines ended by CR': (text) => Buffer.from(text.replaceAll(/\r?\n/g, '\r')),
  'blank lines': (text) => Buffer.from(`${text.trimEnd().replaceAll(/\r?\n(?=[^\n]*$)/g, '\n\n \n')}\n\n\n`),
  'UTF-8 with a mark': (text) => Buffer.from(`\ufeff${text}`),
  'UTF-16 with a mark': (text) => Buffer.from(`\ufeff${text}`, 'utf16le'),
  'UTF-16 without a mark': (text) => Buffer.from(text, 'utf16le'),
  'gzip': (text) => gzipSync(text),
};
/** Letters beyond Latin say too much to be told by every other byte. */
const isLatin = (text: string): boolean => !/[\u0250-\u1fff\u2100-\uffff]/.test(text.slice(0, 400));

export function dressed(name: string, text: string, reads: Reads): void {
  it(`${name}: the same in every dress`, async () => {
    const plain = await reads(Buffer.from(text));
    for (const [dress, of] of Object.entries(DRESSES))
      if (dress !== 'UTF-16 without a mark' || isLatin(text)) assert.equal(await reads(of(text)), plain, dress);
  });
  it(`${name}: cut off in its last row, or joined with another, it is refused`, async () => {
    const whole = text.trimEnd();
    const plain = await reads(Buffer.from(text));
    const last = Math.max(whole.lastIndexOf('\n'), whole.lastIndexOf('\r')) + 1;
    const step = Math.max(1, Math.floor((whole.length - last) / 12));
    for (let at = last + 1; at < whole.length; at += step) {
      const out = await reads(Buffer.from(whole.slice(0, at)));
      assert.ok(out.startsWith('refused') || out === plain, `cut after ${JSON.stringify(whole.slice(last, at))}: ${out}`);
    }
    const lines = whole.split(/\r\n|\n|\r/);
    const header = lines.find((line) => line.split(/[,;\t|]/).length > 4) ?? '';
    if (!/^"?(RH|CH)/.test(header))
      assert.match(await reads(Buffer.from([...lines, header, lines.at(-1), ''].join('\n'))), /^refused/, 'joined');
  });
}
