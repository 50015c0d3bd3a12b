/** What changes by itself: the event stream, which asks again what depends on the log, and the clock. */
import { createContext, useContext, useEffect, useState } from 'react';
import type { Overview } from './types.ts';
import { Failed, get } from './api.ts';
import { client } from './data.ts';

export interface Live {
  readonly overview: Overview | undefined;
  readonly lastMessageAt: string | undefined;
  readonly connected: boolean;
  readonly failed: Failed | undefined;
}
const NOTHING: Live = { overview: undefined, lastMessageAt: undefined, connected: false, failed: undefined };
export const LiveContext = createContext<Live>(NOTHING);
export const useLive = (): Live => useContext(LiveContext);

const LEAST_MS = 2000;
/** At most every two seconds, however much happens; lists that were paged through stay as they are. */
function refresher() {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const refresh = () => {
    timer = undefined;
    void client.invalidateQueries({
      predicate: (q) => {
        const paged = (q.state.data as { pages?: unknown[] } | undefined)?.pages;
        const live = q.meta?.['live'];
        return (typeof live === 'function' ? live() : live !== false) && (paged?.length ?? 1) <= 1;
      },
    });
  };
  return {
    soon: () => {
      timer ??= setTimeout(refresh, LEAST_MS);
    },
    stop: () => clearTimeout(timer),
  };
}

export function useStream(): Live {
  const [live, setLive] = useState<Live>(NOTHING);
  useEffect(() => {
    const refresh = refresher();
    let source: EventSource | undefined;
    let again: ReturnType<typeof setTimeout> | undefined;
    const open = () => {
      source = new EventSource('/v1/events');
      source.addEventListener('overview', (event) => {
        const overview = JSON.parse(event.data) as Overview;
        setLive({
          overview,
          connected: true,
          failed: undefined,
          lastMessageAt: overview.log.lastMessageAt ?? undefined,
        });
      });
      source.addEventListener('log', (event) => {
        const { lastMessageAt } = JSON.parse(event.data) as Overview['log'];
        setLive((before) => ({ ...before, lastMessageAt: lastMessageAt ?? undefined }));
        refresh.soon();
      });
      source.addEventListener('error', () => {
        setLive((before) => ({ ...before, connected: false }));
        // The stream does not say why; asking does. One that was refused does not come back by itself.
        get('/v1/session').then(
          () => setLive((before) => ({ ...before, failed: undefined })),
          (failed: Failed) => {
            setLive((before) => ({ ...before, failed }));
            if (failed.signedOut) source?.close();
          },
        );
        if (source?.readyState === EventSource.CLOSED) again = setTimeout(open, LEAST_MS);
      });
    };
    open();
    return () => {
      source?.close();
      clearTimeout(again);
      refresh.stop();
    };
  }, []);
  return live;
}

/** The time, often enough for ages in seconds. */
export function useNow(every = 1000): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), every);
    return () => clearInterval(timer);
  }, [every]);
  return now;
}
