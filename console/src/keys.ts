/** Keys that work everywhere but in a text field: single ones, and `g` followed by a letter. */
import { useEffect, useRef } from 'react';

const PATIENCE_MS = 900;

export function useKeys(keys: Readonly<Record<string, () => void>>): void {
  const current = useRef(keys);
  current.current = keys;
  useEffect(() => {
    let before: { key: string; at: number } | undefined;
    const pressed = (event: KeyboardEvent) => {
      const field = event.target instanceof HTMLElement && event.target.matches('input, textarea, select');
      if (event.metaKey || event.ctrlKey || event.altKey || field || document.querySelector('dialog[open]')) return;
      const pair = before && event.timeStamp - before.at < PATIENCE_MS ? `${before.key} ${event.key}` : event.key;
      before = { key: event.key, at: event.timeStamp };
      const act = current.current[pair] ?? current.current[event.key];
      if (!act) return;
      event.preventDefault();
      act();
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, []);
}
