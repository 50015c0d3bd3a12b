/**
 * Units of each line that a warehouse was asked for and has taken on, less what it refused, gave back or did not find:
 * read from the story's own messages, because no row is written when a request is answered.
 */
interface Units { readonly lineId: string; readonly quantity: number }
interface Asked { readonly fulfillmentId: string; readonly lines: readonly Units[] }
export interface Said { readonly type: string; readonly data: unknown }

export function releasedUnits(messages: readonly Said[]): ReadonlyMap<string, number> {
  const of = <T>(type: string) => messages.filter((m) => m.type === type).map((m) => m.data as T);
  const taken = new Set(of<Asked>('FulfillmentRequested').map((d) => d.fulfillmentId));
  const asked = new Map(of<{ fulfillment: Asked }>('RequestFulfillment').map(({ fulfillment: f }) => [f.fulfillmentId, f.lines]));
  const units = new Map<string, number>();
  const add = (lines: readonly Units[], sign: 1 | -1) => {
    for (const { lineId, quantity } of lines) units.set(lineId, Math.max(0, (units.get(lineId) ?? 0) + sign * quantity));
  };
  for (const [id, lines] of asked) if (taken.has(id)) add(lines, 1);
  for (const type of ['FulfillmentCancelled', 'FulfillmentRefused', 'FulfillmentShorted'])
    for (const { fulfillmentId, lines } of of<Partial<Asked>>(type))
      if (fulfillmentId && taken.has(fulfillmentId)) add(lines ?? asked.get(fulfillmentId) ?? [], -1);
  return units;
}
