/** A dialog over the page (Ariakit): focus goes in and comes back, Escape closes, the rest is out of reach. */
import { Dialog, DialogDismiss, DialogHeading } from '@ariakit/react/dialog';
import type { ReactNode } from 'react';

interface Props {
  readonly title: string;
  readonly close: () => void;
  readonly children: ReactNode;
  readonly wide?: boolean;
}
export const Box = ({ title, close, children, wide = false }: Props) => (
  <Dialog
    open
    onClose={close}
    backdrop={<div className="backdrop" />}
    className={wide ? 'dialog wide-dialog' : 'dialog'}
  >
    <div className="dialog-head">
      <DialogHeading className="dialog-title">{title}</DialogHeading>
      <DialogDismiss className="plain" aria-label="Close">
        ✕
      </DialogDismiss>
    </div>
    {children}
  </Dialog>
);
