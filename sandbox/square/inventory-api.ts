/** Inventory: counts, the list of changes, and the batch that makes them, all or nothing, once per idempotency key. */
import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { problem } from './gate.ts';
import { page } from './paging.ts';
import { changeAs, countIn, enter, type ChangeRecord, type Json, type World } from './world.ts';

const MOST_CHANGES = 100;
const KEY_LENGTH = 128;
const KINDS: Readonly<Record<string, string>> = { PHYSICAL_COUNT: 'physical_count', ADJUSTMENT: 'adjustment' };

interface Asked { location_ids?: string[]; catalog_object_ids?: string[]; updated_after?: string; types?: string[]; cursor?: string; limit?: number }
interface Batch { idempotency_key?: string; changes?: (Json & { type: string })[]; ignore_unchanged_counts?: boolean }

export function inventoryApi(app: FastifyInstance, world: World): void {
  app.post('/v2/inventory/changes/batch-retrieve', async (request, reply) => {
    const asked = (request.body ?? {}) as Asked;
    const found = world.changes.filter((c) => (!asked.location_ids || c.locations.some((l) => asked.location_ids!.includes(l))) &&
      (!asked.catalog_object_ids || asked.catalog_object_ids.includes(c.body.catalog_object_id)) &&
      (!asked.types || asked.types.includes(c.type)) && (!asked.updated_after || c.body.created_at > new Date(asked.updated_after).toISOString()));
    const answer = page(found, asked, { most: 1000, usual: 100 });
    if (!answer) return reply.status(400).send(problem('INVALID_REQUEST_ERROR', 'INVALID_CURSOR', 'The cursor is not valid.', 'cursor'));
    return { changes: answer.items.map(changeAs), ...answer.more };
  });
  app.post('/v2/inventory/counts/batch-retrieve', async (request) => {
    const asked = (request.body ?? {}) as Asked;
    const places = asked.location_ids ?? world.options.locations.map((l) => l.id);
    const variations = asked.catalog_object_ids ?? [...world.variations.keys()];
    return { counts: variations.flatMap((v) => places.map((l) => countIn(world, l, v))) };
  });
  app.post('/v2/inventory/changes/batch-create', async (request, reply) => {
    const batch = (request.body ?? {}) as Batch;
    const refusal = wrong(world, batch);
    if (refusal) return reply.status(400).send(refusal);
    const digest = createHash('sha256').update(JSON.stringify(batch)).digest('hex');
    const before = world.answered.get(batch.idempotency_key!);
    if (before && before.request !== digest)
      return reply.status(400).send(problem('INVALID_REQUEST_ERROR', 'IDEMPOTENCY_KEY_REUSED',
        'The idempotency key can only be retried with the same request data.', 'idempotency_key'));
    if (before) return before.answer;
    const answer = make(world, batch);
    world.answered.set(batch.idempotency_key!, { request: digest, answer });
    return answer;
  });
}

function wrong(world: World, batch: Batch): object | undefined {
  const { idempotency_key: key, changes = [] } = batch;
  const bad = (code: string, detail: string, field: string) => problem('INVALID_REQUEST_ERROR', code, detail, field);
  if (!key) return bad('MISSING_REQUIRED_PARAMETER', 'Field must be set', 'idempotency_key');
  if (key.length > KEY_LENGTH) return bad('VALUE_TOO_LONG', `Must be at most ${KEY_LENGTH} characters`, 'idempotency_key');
  if (changes.length === 0 || changes.length > MOST_CHANGES) return bad('INVALID_ARRAY_VALUE', 'Between 1 and 100 changes', 'changes');
  const problems = changes.flatMap((c, i) => {
    const kind = KINDS[c.type];
    const body = kind ? (c[kind] as Json | undefined) : undefined;
    const at = `changes[${i}].${kind ?? 'type'}`;
    if (!body) return [{ field: at, code: 'MISSING_REQUIRED_PARAMETER' }];
    if (!world.variations.has(String(body['catalog_object_id']))) return [{ field: `${at}.catalog_object_id`, code: 'NOT_FOUND' }];
    if (!world.options.locations.some((l) => l.id === body['location_id'])) return [{ field: `${at}.location_id`, code: 'NOT_FOUND' }];
    if (!/^\d+(\.\d{1,5})?$/.test(String(body['quantity']))) return [{ field: `${at}.quantity`, code: 'INVALID_VALUE' }];
    return [];
  });
  return problems.length === 0 ? undefined
    : { errors: problems.map((p) => ({ category: 'INVALID_REQUEST_ERROR', detail: 'The value is not valid.', ...p })) };
}

function make(world: World, batch: Batch): object {
  const made = batch.changes!.flatMap((c): ChangeRecord[] => {
    const body = c[KINDS[c.type]!] as Json & { catalog_object_id: string; occurred_at: string };
    const same = c.type === 'PHYSICAL_COUNT' && batch.ignore_unchanged_counts &&
      world.inStock(String(body['location_id']), body.catalog_object_id) === Number(body['quantity']);
    return same ? [] : [enter(world, c.type as 'PHYSICAL_COUNT', body)];
  });
  for (const m of made) world.applied.push({ operation: m.type, key: batch.idempotency_key!, id: m.body.id });
  return { counts: made.map((m) => countIn(world, m.locations[0]!, m.body.catalog_object_id)), changes: made.map(changeAs) };
}
