/** Tryton's wizards: a dialogue about one record that is opened, answered state by state, and closed. */
import { z } from 'zod';
import { openSession, rpc, type TrytonPort } from './rpc.ts';
import { Id } from './values.ts';

export interface Dialogue {
  /** Shows a state without changing anything. */
  show<T>(state: string, answer: z.ZodType<T>): Promise<T>;
  /** Answers and goes on to `state`, which may change something: one transaction. */
  answer(state: string, data: object): Promise<void>;
  close(): Promise<void>;
}
type About = readonly [model: string, id: number];
export async function openDialogue(port: TrytonPort, name: string, [model, id]: About): Promise<Dialogue> {
  const { context: own } = await openSession(port);
  const context = { ...own, active_model: model, active_id: id, active_ids: [id] };
  const start = { method: `wizard.${name}.create`, params: [], context };
  const [session] = await rpc(port, start, z.tuple([Id, z.string(), z.string()]));
  const execute = `wizard.${name}.execute`;
  return {
    show: (state, answer) => rpc(port, { method: execute, params: [session, {}, state], context }, answer),
    async answer(state, data) {
      await rpc(port, { method: execute, params: [session, data, state], context, write: true }, z.unknown());
    },
    async close() {
      await rpc(port, { method: `wizard.${name}.delete`, params: [session], context }, z.unknown());
    },
  };
}
