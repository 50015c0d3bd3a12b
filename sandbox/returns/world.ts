/** The platform's returns: what its portal, its label printer and its graders do to them. */
import type { Applied } from '../twin.ts';

export interface Units { readonly item: string; readonly quantity: number; readonly grade?: string }
export interface Receipt { readonly id: string; readonly at: string; readonly location?: string; readonly items: readonly Units[] }
export interface Credit {
  readonly id: string; readonly at: string; readonly amount: string; readonly currency: string; readonly items: readonly Units[];
  readonly exchange_order?: { readonly id: string; readonly number?: string };
}
export interface PortalReturn {
  readonly id: string;
  readonly rma: string;
  revision: number;
  status: string;
  readonly created_at: string;
  updated_at: string;
  readonly order: { readonly id: string; readonly number?: string };
  outcome: string;
  readonly items: readonly { readonly id: string; readonly order_line_id?: string; readonly sku: string; readonly quantity: number; readonly reason?: string }[];
  tracking?: string;
  note?: string;
  readonly receipts: Receipt[];
  readonly inspections: Receipt[];
  credit?: Credit;
}
export interface Wanted {
  readonly order: PortalReturn['order'];
  readonly items: readonly { readonly line?: string; readonly sku: string; readonly quantity: number; readonly reason?: string }[];
  readonly outcome?: string;
  /** Most portals agree by rule; false leaves it to a person. */
  readonly agreed?: boolean;
}

export interface World {
  readonly returns: Map<string, PortalReturn>;
  readonly applied: Applied[];
  hooks: { url: string | null; types: readonly string[] };
  open(wanted: Wanted): PortalReturn;
  /** Any change of a return; every one is announced. */
  change(id: string, type: string, make: (r: PortalReturn, at: string) => void): PortalReturn;
}

export function createWorld(now: () => Date, announce: (type: string, r: PortalReturn) => void): World {
  const returns = new Map<string, PortalReturn>();
  const world: World = {
    returns, applied: [], hooks: { url: null, types: [] },
    open({ order, items, outcome = 'refund', agreed = true }) {
      const n = returns.size + 1;
      const at = now().toISOString();
      const made: PortalReturn = {
        id: `ret_${String(n).padStart(6, '0')}`, rma: `RMA-${10_000 + n}`, revision: 1, status: agreed ? 'approved' : 'requested',
        created_at: at, updated_at: at, order, outcome, receipts: [], inspections: [],
        items: items.map(({ line, ...i }, k) => ({ id: `ri_${n}_${k + 1}`, ...i, ...(line && { order_line_id: line }) })),
      };
      returns.set(made.id, made);
      announce('return.requested', made);
      return made;
    },
    change(id, type, make) {
      const r = returns.get(id);
      if (!r) throw new Error(`the platform has no return ${id}`);
      const at = now().toISOString();
      make(r, at);
      r.revision += 1;
      r.updated_at = at;
      announce(type, r);
      return r;
    },
  };
  return world;
}
