/** What pages know of the server: kept, shared, asked again when the log has moved, and never twice at once. */
import { useRef } from 'react';
import { QueryClient, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Answer, Asked, Item } from './paths.ts';
import type { Page, Session } from './types.ts';
import { Failed, get } from './api.ts';

const FRESH_MS = 10_000;
export const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: FRESH_MS,
      refetchOnWindowFocus: false,
      retry: (count, error) => error instanceof Failed && error.status === 0 && count < 20,
      retryDelay: 2000,
    },
  },
});

export interface Fetched<T> {
  readonly value: T | undefined;
  readonly failed: Failed | undefined;
  readonly again: () => void;
}
/** `live: false` for what does not change with the log; `every`: also asked again by the clock, for what ages. */
export function useGet<const A extends string>(
  path: Asked<A> | undefined, { live = true, every }: { live?: boolean; every?: number } = {},
): Fetched<Answer<A>> {
  const q = useQuery<Answer<A>, Failed>({
    queryKey: [path],
    queryFn: ({ signal }) => get(path as Asked<A>, signal),
    enabled: path !== undefined,
    meta: { live },
    ...(every !== undefined && { refetchInterval: every }),
  });
  const lost = q.failureReason && q.fetchStatus !== 'idle' ? q.failureReason : undefined;
  return { value: q.data, failed: q.error ?? lost ?? undefined, again: () => void q.refetch() };
}

export interface FetchedPages<T> extends Fetched<readonly T[]> {
  /** How many there are in all, shown or not. */
  readonly total: number | undefined;
  readonly more: (() => void) | undefined;
  readonly busy: boolean;
}
const joined = <A extends string>(path: Asked<A>, after: string): Asked<A> =>
  (after ? `${path}${path.includes('?') ? '&' : '?'}after=${encodeURIComponent(after)}` : path) as Asked<A>;
const counting = <A extends string>(path: Asked<A>): Asked<A> => `${path}${path.includes('?') ? '&' : '?'}total=true` as Asked<A>;
const SLOW_MS = 200;
const RESTS_MS = 30_000;
/** Counted beside the page, which does not wait for it; what takes long to count is not counted all the time. */
function useTotal<A extends string>(path: Asked<A>, enabled: boolean): number | undefined {
  const last = useRef({ took: 0, at: 0 });
  const q = useQuery({
    queryKey: [path, 'total'],
    enabled,
    queryFn: async ({ signal }) => {
      const began = Date.now();
      const { total } = (await get(counting(path.replace(/([?&])limit=\d+/, '$1limit=1') as Asked<A>), signal)) as Page<unknown>;
      last.current = { took: Date.now() - began, at: Date.now() };
      return total ?? null;
    },
    meta: { live: () => last.current.took < SLOW_MS || Date.now() - last.current.at > RESTS_MS },
  });
  return q.data ?? undefined;
}
/**
 * A list that grows page by page; as long as only its beginning is shown it follows the log. `together`: it is counted with
 * its first page, where each look at it stands in the trail.
 */
export function usePages<const A extends string>(path: Asked<A>, { together = false } = {}): FetchedPages<Item<A>> {
  const q = useInfiniteQuery({
    queryKey: [path, 'pages'],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => get(together && !pageParam ? counting(path) : joined(path, pageParam), signal) as Promise<Page<Item<A>>>,
    getNextPageParam: (last: Page<Item<A>>) => last.next ?? undefined,
    meta: { live: true },
    select: (data) => ({ items: data.pages.flatMap((p) => p.items), total: data.pages[0]?.total }),
  });
  const lost = q.failureReason && q.fetchStatus !== 'idle' ? q.failureReason : undefined;
  const beside = useTotal(path, !together);
  return {
    value: q.data?.items,
    total: q.data?.total ?? beside,
    failed: (q.error ?? lost ?? undefined) as Failed | undefined,
    again: () => void q.refetch(),
    more: q.hasNextPage ? () => void q.fetchNextPage() : undefined,
    busy: q.isFetchingNextPage,
  };
}

/** After a change everything on the screen is asked again. */
export function useChange<In, Out>(change: (input: In) => Promise<Out>, done?: (out: Out, input: In) => void) {
  const queries = useQueryClient();
  return useMutation<Out, Failed, In>({
    mutationFn: change,
    onSuccess: (out, input) => {
      void queries.invalidateQueries();
      done?.(out, input);
    },
  });
}

export const useSession = (): Session | undefined => useGet('/v1/session', { live: false }).value;
/** Undefined until it is known who asks. */
export function useMay(right: Session['rights'][number]): boolean | undefined {
  return useSession()?.rights.includes(right);
}
