/** What changes by itself: the event stream, the clock, and things that are fetched again when the log has moved. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Overview } from '../../src/api/types.ts';
import { Failed, get } from './api.ts';

export interface Live {
  readonly overview: Overview | undefined;
  /** Grows with every message; what depends on the log is fetched again when it does. */
  readonly head: string;
  readonly lastMessageAt: string | undefined;
  readonly connected: boolean;
  readonly failed: Failed | undefined;
}

export function useLive(): Live {
  const [live, setLive] = useState<Live>(
    { overview: undefined, head: '', lastMessageAt: undefined, connected: false, failed: undefined });
  useEffect(() => {
    const source = new EventSource('/v1/events');
    const log = (l: Overview['log']) => ({ head: l.head, lastMessageAt: l.lastMessageAt ?? undefined });
    source.addEventListener('overview', (event) => {
      const overview = JSON.parse(event.data) as Overview;
      setLive({ overview, connected: true, failed: undefined, ...log(overview.log) });
    });
    source.addEventListener('log', (event) =>
      setLive((before) => ({ ...before, ...log(JSON.parse(event.data) as Overview['log']) })));
    source.addEventListener('error', () => {
      setLive((before) => ({ ...before, connected: false }));
      // The stream does not say why; asking does.
      get('/v1/session').then(
        () => setLive((before) => ({ ...before, failed: undefined })),
        (failed: Failed) => setLive((before) => ({ ...before, failed })));
    });
    return () => source.close();
  }, []);
  return live;
}

/** The time, often enough for ages in seconds. */
export function useNow(): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

export interface Fetched<T> { readonly value: T | undefined; readonly failed: Failed | undefined; again(): void }

const LEAST_MS = 1500;
/** Fetches once and again whenever `when` changes, at most every second and a half. Keeps the last value meanwhile. */
export function useFetched<T>(path: string, when: string): Fetched<T> {
  const [state, setState] = useState<Omit<Fetched<T>, 'again'>>({ value: undefined, failed: undefined });
  const last = useRef(0);
  const [asked, setAsked] = useState(0);
  const again = useCallback(() => { last.current = 0; setAsked((n) => n + 1); }, []);
  useEffect(() => {
    const stop = new AbortController();
    const timer = setTimeout(() => {
      last.current = Date.now();
      get<T>(path, stop.signal).then(
        (value) => setState({ value, failed: undefined }),
        (failed: Failed) => { if (!stop.signal.aborted) setState((before) => ({ ...before, failed })); });
    }, Math.max(0, last.current + LEAST_MS - Date.now()));
    return () => { clearTimeout(timer); stop.abort(); };
  }, [path, when, asked]);
  return { ...state, again };
}
