/** `?`: the keys. */
import { Box } from '../parts/dialog.tsx';
import { PLACES } from './places.tsx';

const KEYS: readonly (readonly [keys: readonly string[], what: string])[] = [
  [['/'], 'Find a story by any number'],
  [['Ctrl', 'K'], 'Go anywhere'],
  [['j', 'k'], 'Down and up a list'],
  [['Enter'], 'Open the chosen row'],
  [['x'], 'Mark the chosen row'],
  [['J', 'K'], 'Next and last cause of stopped work'],
  [['a', 's'], 'Take the marked or all of a cause; put it off until tomorrow'],
  [['r', 'd'], 'Retry or drop them: what it means is said first'],
  [['Esc'], 'Close, or back to now'],
  ...PLACES.map((p) => [['g', p.key], p.name] as const),
];
export const Help = ({ close }: { close: () => void }) => (
  <Box title="Keys" close={close}>
    <dl className="keys">
      {KEYS.map(([keys, what]) => (
        <div key={what}>
          <dt>
            {keys.map((k) => (
              <kbd key={k}>{k}</kbd>
            ))}
          </dt>
          <dd>{what}</dd>
        </div>
      ))}
    </dl>
  </Box>
);
