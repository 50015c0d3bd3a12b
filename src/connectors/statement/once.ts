/**
 * Rows that a file has twice: pasted in again, or joined from two downloads that overlap. What a provider names by an id of
 * its own stands in a file once. Kept as hashes in two flat arrays, because a file may have a million rows.
 */
import { stop } from '#domain/fault.ts';
import { hash53 } from '#domain/shard.ts';

const SMALL = 1 << 10;

export class Once {
  private keys = new Float64Array(SMALL);
  private lines = new Int32Array(SMALL);
  private count = 0;

  /** @throws Stopped Refused PayoutVariance with both rows. */
  take(line: number, ...said: readonly string[]): void {
    const words = said.filter((word) => word !== '').join(' ');
    const earlier = this.put(1 + hash53(words), line);
    if (earlier === undefined) return;
    throw stop.refused('PayoutVariance', `line ${line}: ${words} stands in line ${earlier} as well; the file has it twice`);
  }

  private put(key: number, line: number): number | undefined {
    if (this.count * 2 >= this.keys.length) this.grow();
    const at = placeOf(this.keys, key);
    if (this.keys[at] === key) return this.lines[at];
    this.keys[at] = key;
    this.lines[at] = line;
    this.count += 1;
    return undefined;
  }

  private grow(): void {
    const { keys, lines } = this;
    this.keys = new Float64Array(keys.length * 2);
    this.lines = new Int32Array(keys.length * 2);
    for (const [n, key] of keys.entries()) {
      if (key === 0) continue;
      const at = placeOf(this.keys, key);
      this.keys[at] = key;
      this.lines[at] = lines[n]!;
    }
  }
}

/** Where it stands, or may stand. */
function placeOf(keys: Float64Array, key: number): number {
  const last = keys.length - 1;
  let at = (key % 0x7fff_fff1) & last;
  while (keys[at] !== 0 && keys[at] !== key) at = (at + 1) & last;
  return at;
}
