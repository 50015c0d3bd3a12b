/** What pages know of the server: kept, shared, asked again when the log has moved, and never twice at once. */
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
  readonly more: (() => void) | undefined;
  readonly busy: boolean;
}
const joined = <A extends string>(path: Asked<A>, after: string): Asked<A> =>
  (after ? `${path}${path.includes('?') ? '&' : '?'}after=${encodeURIComponent(after)}` : path) as Asked<A>;
/** A list that grows page by page; as long as only its beginning is shown it follows the log. */
export function usePages<const A extends string>(path: Asked<A>): FetchedPages<Item<A>> {
  const q = useInfiniteQuery({
    queryKey: [path, 'pages'],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => get(joined(path, pageParam), signal) as Promise<Page<Item<A>>>,
    getNextPageParam: (last: Page<Item<A>>) => last.next ?? undefined,
    meta: { live: true },
    select: (data) => data.pages.flatMap((p) => p.items),
  });
  const lost = q.failureReason && q.fetchStatus !== 'idle' ? q.failureReason : undefined;
  return {
    value: q.data,
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
