/** The pages of the rail: name, key after `g`, the right it needs, and a drawing. */
import type { ReactNode } from 'react';
import type { Session } from '../types.ts';

const draw = (d: string): ReactNode => (
  <svg
    width="16"
    height="16"
    viewBox="0 0 16 16"
    fill="none"
    stroke="currentColor"
    strokeWidth="1.4"
    strokeLinecap="round"
    strokeLinejoin="round"
    aria-hidden
  >
    <path d={d} />
  </svg>
);
export interface Place {
  readonly to:
    | '/'
    | '/exceptions'
    | '/orders'
    | '/shipments'
    | '/returns'
    | '/refunds'
    | '/stock'
    | '/finance'
    | '/partners'
    | '/mappings'
    | '/catalog'
    | '/audit'
    | '/settings';
  readonly name: string;
  readonly key: string;
  readonly right?: Session['rights'][number];
  readonly icon: ReactNode;
}
export const PLACES: readonly Place[] = [
  { to: '/', name: 'Now', key: 'n', icon: draw('M2 9h3l2-6 3 10 2-4h2') },
  { to: '/exceptions', name: 'Exceptions', key: 'e', icon: draw('M8 2l6.5 11.5h-13zM8 6.5v3M8 11.6v.1') },
  { to: '/orders', name: 'Orders', key: 'o', icon: draw('M3 2.5h10v11H3zM5.5 6h5M5.5 9h5') },
  {
    to: '/shipments',
    name: 'Shipments',
    key: 's',
    icon: draw(
      'M1.5 4h8v7h-8zM9.5 6.5h3l2 2.5v2h-5M4 13a1.2 1.2 0 100-2.4A1.2 1.2 0 004 13zM12 13a1.2 1.2 0 100-2.4 1.2 1.2 0 000 2.4z',
    ),
  },
  { to: '/returns', name: 'Returns', key: 'r', icon: draw('M5.5 3L2.5 6l3 3M2.5 6h7a4 4 0 010 8H6') },
  { to: '/refunds', name: 'Refunds', key: 'u', icon: draw('M2 4h12v8H2zM8 6.2v3.6M6.4 8.3L8 9.9l1.6-1.6') },
  { to: '/stock', name: 'Stock', key: 'k', icon: draw('M8 2l5.5 3v6L8 14l-5.5-3V5zM2.5 5L8 8l5.5-3M8 8v6') },
  {
    to: '/finance',
    name: 'Finance',
    key: 'f',
    right: 'finance',
    icon: draw('M2 13.5h12M3.5 11V7M6.5 11V7M9.5 11V7M12.5 11V7M2 5l6-3 6 3z'),
  },
  {
    to: '/partners',
    name: 'Partners',
    key: 'p',
    icon: draw(
      'M6.5 9.5a2.6 2.6 0 010-3.7l2-2a2.6 2.6 0 013.7 3.7l-1 1M9.5 6.5a2.6 2.6 0 010 3.7l-2 2A2.6 2.6 0 013.8 8.5l1-1',
    ),
  },
  { to: '/mappings', name: 'Mappings', key: 'm', icon: draw('M2 4.5h4l4 7h4M2 11.5h4l1.2-2M8.8 6.6L10 4.5h4') },
  {
    to: '/catalog',
    name: 'Catalog',
    key: 'c',
    icon: draw('M2.5 2.5h4.5v4.5H2.5zM9 2.5h4.5v4.5H9zM2.5 9h4.5v4.5H2.5zM9 9h4.5v4.5H9z'),
  },
  {
    to: '/audit',
    name: 'Audit',
    key: 'a',
    right: 'audit',
    icon: draw('M8 1.5l5.5 2v4c0 3.5-2.3 5.8-5.5 7-3.2-1.2-5.5-3.5-5.5-7v-4zM5.8 8l1.6 1.6L10.4 6.5'),
  },
  {
    to: '/settings',
    name: 'Settings',
    key: ',',
    right: 'administer',
    icon: draw('M2 4.5h6M11 4.5h3M2 11.5h3M8 11.5h6M9.5 3v3M6.5 10v3'),
  },
];
