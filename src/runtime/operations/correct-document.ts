/**
 * Edit and retry: a document nobody could read is corrected by a person and read as if the partner had sent it so. The
 * words as they came stay in the log; the corrected ones are a document of their own, and what stopped is given up.
 */
import type { PartnerSpoke } from '#domain/messages.ts';
import { shardOf } from '#domain/shard.ts';
import { lockDelivery, markDropped } from '#store/operate.ts';
import { loadPayload } from '#store/payload.ts';
import { transaction } from '#store/query.ts';
import { payloadOwner, unpackDocument, type Intake } from '../intake.ts';
import { tenantOf, type Platform } from '../platform.ts';
import { unseal } from '../vault.ts';
import { nameOf, type DeliveryKey } from './deliveries.ts';
import { audited, conflict, invalid, type Act } from './operation.ts';

export async function correctDocument(
  p: Platform, intake: Intake, act: Act & { readonly why: string }, given: { readonly at: DeliveryKey; readonly body: string },
): Promise<{ correlation: string }> {
  const { at } = given;
  if (!act.why.trim()) throw invalid('Correcting needs a reason: the partner did not send it so.');
  const d = await transaction(p.pool, (tx) => lockDelivery(tx, at));
  const connection = /^intake:(.+)$/.exec(at.handler)?.[1];
  if (!d || !connection || d.type !== 'PartnerSpoke') throw invalid(`${nameOf(at)} is no document: only documents are corrected.`);
  if (d.state !== 'Parked') throw conflict(`${nameOf(at)} has not stopped.`);
  const c = tenantOf(p, at.tenant).connections.get(connection);
  if (!c) throw conflict(`There is no connection ${connection} any more.`);
  const { topic, reference, payload } = d.data as PartnerSpoke['data'];
  const row = await loadPayload(p.pool, { tenant: at.tenant, shard: shardOf(at.tenant, d.subject), id: payload });
  if (!row?.body) throw conflict('Its words have expired or were erased: ask the partner for them again.');
  const before = unpackDocument(unseal(tenantOf(p, at.tenant).key.key, payloadOwner(at.tenant, payload), row.body));
  const body = Buffer.from(given.body);
  if (before.count) throw conflict('It is too large to be corrected here: hand over a corrected file (threadline ingest).');
  if (body.equals(Buffer.from(before.body))) throw invalid('Nothing was changed.');
  const { correlation } = await intake.accept({ c, transport: 'ingest', topic, reference, headers: before.headers, body });
  await audited(p, act, async (tx) => {
    if (!(await markDropped(tx, at))) throw conflict(`${nameOf(at)} has just been settled in another way.`);
    return {
      result: undefined, what: 'delivery.correct', before: { delivery: nameOf(at), topic, reference, bytes: before.body.length },
      after: { bytes: body.length },
    };
  });
  return { correlation };
}
