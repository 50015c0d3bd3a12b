/**
 * The course of one batch: what was claimed, then what follows from it, wave by wave, in one transaction.
 *
 * Goods are handled once, after everything else that can be: they lock stock rows that other batches want too, all
 * in one order, so two batches can wait for each other but never in a circle, and for the shortest time. What
 * would need them a second time is left to the worklist.
 */
import type { Fault } from '#domain/fault.ts';
import { prepare, type Draft, type Prepared } from './append.ts';
import { LONGEST, nextWave, placeOf } from './cascade.ts';
import type { Claimed } from '#store/delivery.ts';
import { handlerFor } from './handlers/all.ts';
import type { Batch, LocalHandler, Result } from './handlers/handler.ts';
import { now, stoppedDelivery } from './moment.ts';

export interface Stop { readonly d: Claimed; readonly fault: Fault }
const GOODS = 'ledger:goods';
const name = (d: Claimed): string => `${d.tenant} ${d.handler} ${d.subject}`;
const behind = (d: Claimed): Stop => ({ d, fault: { kind: 'Throttled', until: now(), detail: 'behind an earlier one' } });

export class Course {
  /** Of what was claimed. */
  readonly done: Claimed[] = [];
  readonly stopped: Stop[] = [];
  private readonly batch: Batch;
  private readonly claimed: readonly Claimed[];
  /** Messages of deliveries that were not claimed but follow from what was. */
  private readonly ahead = new Map<Claimed, Prepared>();
  private readonly blocked = new Set<string>();
  private goods: Claimed[] = [];
  private goodsDone = false;

  constructor(batch: Batch, claimed: readonly Claimed[]) {
    this.batch = batch;
    this.claimed = claimed;
  }

  /** Answers every message to append, with what was done of its deliveries already. */
  async run(first: readonly Draft[], follow: boolean): Promise<Prepared[]> {
    const all: Prepared[] = [];
    const ours = new Set(this.claimed.map(placeOf));
    let drafts = [...first, ...(await this.handle(this.putGoodsAside(this.claimed)))];
    for (let depth = 0; ; depth += 1) {
      if (drafts.length === 0) {
        if (this.goods.length === 0) return all;
        drafts = await this.handleGoods();
        continue;
      }
      if (!follow || depth >= LONGEST) {
        all.push(...drafts.map(prepare));
        drafts = [];
        continue;
      }
      const { prepared, wave } = await nextWave(this.batch, drafts, ours, this.blocked);
      all.push(...prepared);
      for (const [d, x] of wave.of) this.ahead.set(d, x);
      drafts = await this.handle(this.putGoodsAside(wave.deliveries));
    }
  }

  /** The others. The second of one order waits for the next batch, as does everything once goods are done. */
  private putGoodsAside(deliveries: readonly Claimed[]): Claimed[] {
    const others: Claimed[] = [];
    for (const d of deliveries) {
      if (d.handler !== GOODS) others.push(d);
      else if (!this.goodsDone && !this.blocked.has(name(d))) this.goods.push(d);
      else if (!this.ahead.has(d)) this.stopped.push(behind(d));
      if (d.handler === GOODS) this.blocked.add(name(d));
    }
    return others;
  }

  private async handleGoods(): Promise<Draft[]> {
    const goods = this.goods;
    this.goods = [];
    this.goodsDone = true;
    return this.serve(handlerFor(GOODS), goods);
  }

  /** Handler by handler. One that comes after a stopped one of its subject waits behind it. */
  private async handle(deliveries: readonly Claimed[]): Promise<Draft[]> {
    const drafts: Draft[] = [];
    for (const [handler, group] of Map.groupBy(deliveries, (d) => handlerFor(d.handler)))
      for (const turn of turns(group)) {
        const free = turn.filter((d) => !this.blocked.has(name(d)));
        for (const d of turn) if (!free.includes(d)) this.note(d, behind(d).fault);
        drafts.push(...(await this.serve(handler, free)));
      }
    return drafts;
  }

  private async serve(handler: LocalHandler, deliveries: readonly Claimed[]): Promise<Draft[]> {
    if (deliveries.length === 0) return [];
    const results = await handler(this.batch, deliveries);
    return deliveries.flatMap((d, i) => {
      const result: Result | undefined = results[i];
      if (!result) throw new TypeError(`${d.handler} gave no result for ${d.type}`);
      this.note(d, 'fault' in result ? result.fault : undefined);
      return 'fault' in result ? [] : result.drafts;
    });
  }

  private note(d: Claimed, fault: Fault | undefined): void {
    const message = this.ahead.get(d);
    if (fault) this.blocked.add(name(d));
    if (!message) {
      if (fault) this.stopped.push({ d, fault });
      else this.done.push(d);
    } else if (fault) {
      const { state, due, exception, owner, waitsOn } = stoppedDelivery(d, fault);
      message.settled.set(d.handler, { state, due, attempts: 1, fault, exception, owner, waitsOn });
    } else message.settled.set(d.handler, { state: 'Done', attempts: 1 });
  }
}

/** One delivery of a subject and handler at a time: the first of each, then the second of each, and so on. */
function turns(group: readonly Claimed[]): Claimed[][] {
  const rounds: Claimed[][] = [];
  const count = new Map<string, number>();
  for (const d of group) {
    const n = count.get(name(d)) ?? 0;
    count.set(name(d), n + 1);
    (rounds[n] ??= []).push(d);
  }
  return rounds;
}
