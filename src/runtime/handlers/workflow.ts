/** Runs pure workflows: load the states of the batch, fold each message in, save what changed. */
import { Stopped, type Fault } from '#domain/fault.ts';
import type { Message } from '#domain/messages.ts';
import { revive, encode } from '#domain/wire.ts';
import { run, type Workflow } from '#domain/workflow.ts';
import type { Claimed } from '#store/delivery.ts';
import { loadStates, saveStates, type StateWrite } from '#store/state.ts';
import { workflows } from '#workflows/all.ts';
import type { Draft } from '../append.ts';
import { follow, type Batch, type LocalHandler, type Result } from './handler.ts';

type AnyWorkflow = Workflow<Message, unknown, Message>;
const byName = new Map(workflows.map((w) => [`workflow:${w.name}`, w as unknown as AnyWorkflow]));

/** All workflows at once, so that the states of a batch are read and written in one statement each. */
export const workflowHandler: LocalHandler = async (batch, deliveries) => {
  const stateKey = (d: Claimed) => ({ shard: d.shard, tenant: d.tenant, workflow: d.handler, key: d.subject });
  const rows = await loadStates(batch.tx, deliveries.map(stateKey));
  const known = new Map(rows.map((r) => [`${r.tenant} ${r.workflow} ${r.key}`, r]));
  const writes: StateWrite[] = [];
  const results = deliveries.map((d): Result => {
    const at = stateKey(d);
    const row = known.get(`${at.tenant} ${at.workflow} ${at.key}`);
    const step = foldOne(batch, d, row ? revive<unknown>(row.state) : undefined);
    if ('fault' in step) return step;
    writes.push({ ...at, state: step.state, version: row?.version ?? 0n });
    return { drafts: step.drafts };
  });
  if (writes.length > 0 && (await saveStates(batch.tx, writes)) < writes.length)
    throw new TypeError('a workflow state was written by somebody else');
  return results;
};

/** One step of a workflow over one subject; nothing is written. */
export function foldOne(batch: Batch, d: Claimed, before: unknown): { state: string; drafts: Draft[] } | { fault: Fault } {
  const workflow = byName.get(d.handler);
  if (!workflow) throw new TypeError(`no workflow ${d.handler}`);
  try {
    const message = { type: d.type, data: revive<unknown>(d.data) };
    const { state, send } = run(workflow, before ?? workflow.initial, message);
    return { state: encode(state), drafts: send.map((out, i) => follow(d, i, out, batch.now)) };
  } catch (error) {
    if (error instanceof Stopped) return { fault: error.fault };
    throw error;
  }
}
