/** Ctrl K: every page, every partner, what to do there, and any number, by typing a part of it. */
import { Combobox, ComboboxItem, ComboboxList, ComboboxProvider } from '@ariakit/react/combobox';
import { Dialog } from '@ariakit/react/dialog';
import { useNavigate } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { address } from '../api.ts';
import { useGet, useSession } from '../data.ts';
import { plural, title } from '../words.ts';
import { LOOKS, useLook } from './look.ts';
import { PLACES } from './places.tsx';
import { toStory } from './to-story.ts';

interface Choice {
  readonly what: string;
  readonly of: string;
  readonly act: () => void;
}
const MOST = 12;

function useChoices(close: () => void): readonly Choice[] {
  const navigate = useNavigate();
  const session = useSession();
  const [, setLook] = useLook();
  const partners = useGet('/v1/connections').value;
  const groups = useGet('/v1/exceptions/groups').value;
  return useMemo(() => {
    const go = (href: string) => () => {
      close();
      void navigate({ href });
    };
    return [
      ...PLACES.filter((p) => !p.right || session?.rights.includes(p.right)).map((p) => ({
        what: p.name,
        of: 'page',
        act: go(p.to),
      })),
      ...(session?.rights.includes('finance')
        ? [['Journals', 'journals'] as const, ['Approvals', 'approvals'] as const, ['Periods and close', 'periods'] as const, ['Bank', 'bank'] as const, ['Register days', 'register-days'] as const, ['Fee audit', 'fee-audit'] as const]
        : []
      ).map(([what, page]) => ({ what, of: 'page', act: go(`/finance/${page}`) })),
      { what: 'Connect a partner', of: 'do', act: go('/partners/connect') },
      { what: 'Your account', of: 'page', act: go('/account') },
      ...(partners?.items ?? []).map((c) => ({
        what: c.connection,
        of: 'partner',
        act: go(`/partners/${c.connection}`),
      })),
      ...(groups?.items ?? []).map((g) => ({
        what: `${title(g.exception)}: ${plural(g.count, 'item')} for ${g.owner}`,
        of: 'exception',
        act: go(address('/exceptions', { kind: g.exception, owner: g.owner, cause: g.cause })),
      })),
      ...LOOKS.map((l) => ({
        what: l === 'auto' ? 'Light or dark as the system' : `Look: ${l}`,
        of: 'do',
        act: () => {
          setLook(l);
          close();
        },
      })),
    ];
  }, [navigate, close, session, partners, groups, setLook]);
}

export function Palette({ close }: { close: () => void }) {
  const navigate = useNavigate();
  const all = useChoices(close);
  const [text, setText] = useState('');
  const wanted = text.trim().toLowerCase();
  const found = all
    .filter((c) => wanted.split(/\s+/).every((w) => `${c.what} ${c.of}`.toLowerCase().includes(w)))
    .slice(0, MOST);
  const choices: readonly Choice[] = [
    ...found,
    ...(wanted
      ? [
          {
            what: text.trim(),
            of: 'find this number',
            act: () => {
              close();
              void navigate(toStory(text.trim()));
            },
          },
        ]
      : []),
  ];
  return (
    <Dialog
      open
      onClose={close}
      backdrop={<div className="backdrop" />}
      className="dialog palette"
      aria-label="Go anywhere"
    >
      <ComboboxProvider open value={text} setValue={setText}>
        <Combobox
          autoSelect="always"
          autoFocus
          placeholder="A page, a partner, what stopped, or any number"
          className="palette-field"
          aria-label="Go anywhere"
        />
        <ComboboxList className="palette-list" alwaysVisible aria-label="What there is">
          {choices.map((c) => (
            <ComboboxItem
              key={`${c.of} ${c.what}`}
              className="palette-item"
              hideOnClick={false}
              setValueOnClick={false}
              onClick={c.act}
            >
              <span>{c.what}</span>
              <span className="quiet">{c.of}</span>
            </ComboboxItem>
          ))}
        </ComboboxList>
      </ComboboxProvider>
    </Dialog>
  );
}
