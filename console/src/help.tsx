/** `?`: the keys. */
import { useEffect, useRef } from 'react';

const KEYS = [
  [['/'], 'Find a story by any number'], [['j', 'k'], 'Down and up the list of orders'],
  [['Enter'], 'Open the chosen order'], [['g', 'n'], 'Now'], [['g', 'o'], 'Orders'], [['g', 'e'], 'Exceptions'],
  [['g', 'p'], 'Partners'], [['Esc'], 'Back to now'],
] as const;

export function Help({ close }: { close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} onClose={close} onClick={() => dialog.current?.close()}>
      <h2>Keys</h2>
      <dl>
        {KEYS.map(([keys, what]) => (
          <div key={what} style={{ display: 'contents' }}>
            <dt>{keys.map((k) => <kbd key={k}>{k}</kbd>)}</dt><dd>{what}</dd>
          </div>
        ))}
      </dl>
    </dialog>
  );
}
