/** Light, dark, or as the system; kept in this browser. */
import { useState } from 'react';

export const LOOKS = ['auto', 'light', 'dark'] as const;
export type LookName = (typeof LOOKS)[number];

const kept = (): LookName => LOOKS.find((l) => l === localStorage.getItem('look')) ?? 'auto';
document.documentElement.dataset['look'] = kept();

export function useLook(): readonly [LookName, (look: LookName) => void] {
  const [look, setLook] = useState(kept);
  return [
    look,
    (next) => {
      document.documentElement.dataset['look'] = next;
      localStorage.setItem('look', next);
      setLook(next);
    },
  ];
}
