/** Lists come in pages; the cursor is opaque and belongs to its question. */
export function page<T>(
  all: readonly T[], asked: { readonly cursor?: string | undefined; readonly limit?: number | string | undefined },
  size: { readonly most: number; readonly usual: number },
): { readonly items: readonly T[]; readonly more: { readonly cursor?: string } } | undefined {
  const from = asked.cursor ? Number(Buffer.from(asked.cursor, 'base64url').toString().replace('at:', '')) : 0;
  if (!Number.isInteger(from) || from < 0 || from > all.length) return undefined;
  const limit = Math.min(Number(asked.limit ?? size.usual), size.most);
  const items = all.slice(from, from + limit);
  const next = from + limit;
  return { items, more: next < all.length ? { cursor: Buffer.from(`at:${next}`).toString('base64url') } : {} };
}
