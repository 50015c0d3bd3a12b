/** Keys that work everywhere but in a text field: single ones, and `g` followed by a letter. */
import { useEffect, useRef } from 'react';

const PATIENCE_MS = 900;

const inField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.matches('input:not([type="checkbox"]), textarea, select');
/** A dialog is open: keys are its own. */
const covered = (): boolean => document.querySelector('[role="dialog"]:not([hidden])') !== null;

export function useKeys(keys: Readonly<Record<string, () => void>>): void {
  const current = useRef(keys);
  current.current = keys;
  useEffect(() => {
    let before: { key: string; at: number } | undefined;
    const pressed = (event: KeyboardEvent) => {
      if (event.metaKey || event.ctrlKey || event.altKey || inField(event.target) || covered()) return;
      // Enter on a link or a button is that link's or button's.
      if (event.key === 'Enter' && event.target instanceof HTMLElement && event.target.matches('a, button, summary'))
        return;
      const pair = before && event.timeStamp - before.at < PATIENCE_MS ? `${before.key} ${event.key}` : event.key;
      before = { key: event.key, at: event.timeStamp };
      const act = current.current[pair] ?? (pair.startsWith('g ') ? undefined : current.current[event.key]);
      if (!act) return;
      event.preventDefault();
      act();
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, []);
}
