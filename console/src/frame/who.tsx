/** Who is here, light or dark, signing out. */
import { Menu, MenuButton, MenuItem, MenuProvider, MenuSeparator } from '@ariakit/react/menu';
import { Link } from '@tanstack/react-router';
import { post } from '../api.ts';
import { useSession } from '../data.ts';
import { person, zone } from '../words.ts';
import { LOOKS, useLook } from './look.ts';

export function Who() {
  const session = useSession();
  const [look, setLook] = useLook();
  return (
    <MenuProvider>
      <MenuButton className="plain who" aria-label="Account">
        <span className="face" aria-hidden>
          {(person(session?.who ?? '·')[0] ?? '·').toUpperCase()}
        </span>
      </MenuButton>
      <Menu className="menu" gutter={6}>
        <div className="menu-head">
          <strong>{person(session?.who ?? '')}</strong>
          <span className="quiet">
            {session?.role} · {zone}
          </span>
        </div>
        <MenuItem className="menu-item" render={<Link to="/account" />}>
          Your account
        </MenuItem>
        <MenuSeparator className="menu-line" />
        {LOOKS.map((l) => (
          <MenuItem
            key={l}
            className="menu-item"
            hideOnClick={false}
            onClick={() => setLook(l)}
            role="menuitemradio"
            aria-checked={look === l}
          >
            {l === 'auto' ? 'As the system' : l === 'light' ? 'Light' : 'Dark'}
            {look === l && <span aria-hidden>✓</span>}
          </MenuItem>
        ))}
        <MenuSeparator className="menu-line" />
        <MenuItem
          className="menu-item"
          onClick={() => void post('/v1/session/close').finally(() => location.assign('/'))}
        >
          Sign out
        </MenuItem>
      </Menu>
    </MenuProvider>
  );
}
