/**
 * Which of the 256 shards a subject lives in. Fixed for ever: the number stands in keys and in rows.
 *
 * FNV-1a over UTF-8, then a final mix; written out here so that every client of the database gets the same
 * number (test vectors in shard.test.ts). A subject hashes on its part before the first '/', so that a
 * partner's webhooks share a few shards (one batch, one commit) while each object keeps its own order.
 */
export const SHARDS = 256;

export const shardOf = (tenant: string, subject: string): number => {
  const slash = subject.indexOf('/');
  return hash32(`${tenant}\u001f${slash < 0 ? subject : subject.slice(0, slash)}`) & 255;
};

const utf8 = new TextEncoder();

/**
 * 53 bits, as a number: two hashes from two states. (A second one of the same words with more behind them would say nothing
 * new: what collides once goes on colliding.)
 */
export const hash53 = (text: string): number => hash32(text) * 0x20_0000 + (hash32(`\u001f${text}`) & 0x1f_ffff);

/** A 32-bit hash of text, stable over time and machines. */
export function hash32(text: string): number {
  let h = 0x811c9dc5;
  for (const byte of utf8.encode(text)) h = Math.imul(h ^ byte, 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
