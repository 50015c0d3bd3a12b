/** Where one is: the address's hash. `#/story/1001` is a story, everything else is now. */
import { useEffect, useState } from 'react';

const read = (): string | undefined => /^#\/story\/(.+)$/.exec(location.hash)?.[1];

export function useStoryReference(): string | undefined {
  const [reference, setReference] = useState(read);
  useEffect(() => {
    const changed = () => setReference(read());
    addEventListener('hashchange', changed);
    return () => removeEventListener('hashchange', changed);
  }, []);
  return reference === undefined ? undefined : decodeURIComponent(reference);
}

export const storyAddress = (reference: string): string => `#/story/${encodeURIComponent(reference)}`;
export const openStory = (reference: string): void => { location.hash = storyAddress(reference); };

export function openNow(section = ''): void {
  location.hash = '#/';
  // The page may have to come back first.
  requestAnimationFrame(() => requestAnimationFrame(() => {
    const found = section && document.getElementById(section);
    if (found) found.scrollIntoView({ block: 'start' });
    else scrollTo({ top: 0 });
  }));
}
