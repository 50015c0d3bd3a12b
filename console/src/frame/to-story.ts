/** Where a number leads. An e-mail address stands in no address of a page: it travels beside it, in this browser only. */
import type { NavigateOptions } from '@tanstack/react-router';

declare module '@tanstack/react-router' {
  interface HistoryState {
    email?: string;
  }
}
export const toStory = (reference: string): NavigateOptions =>
  /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(reference)
    ? { to: '/person', state: { email: reference } }
    : { to: '/story/$reference', params: { reference } };
