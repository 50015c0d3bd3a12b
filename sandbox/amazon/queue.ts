/**
 * A standard queue: at least once, in no promised order. A received message hides for its visibility
 * timeout and comes back with a new receipt handle unless it was deleted; an old handle deletes nothing
 * once the message was received again.
 */
import { createHash, randomUUID } from 'node:crypto';

interface Stored {
  readonly id: string;
  readonly body: string;
  readonly sent: number;
  visibleAt: number;
  received: number;
  handle: string | undefined;
}

export interface Received {
  readonly MessageId: string;
  readonly ReceiptHandle: string;
  readonly MD5OfBody: string;
  readonly Body: string;
  readonly Attributes: Readonly<Record<string, string>>;
}

export interface Queue {
  send(body: string): void;
  /** Kept back until the next message has gone in, so that it arrives after it. */
  sendBehindNext(body: string): void;
  receive(most: number, visibilitySeconds: number | undefined): Received[];
  remove(handle: string): boolean;
  changeVisibility(handle: string, seconds: number): boolean;
  depth(): { readonly visible: number; readonly inFlight: number };
}

const DEFAULT_VISIBILITY = 30;

export function queue(clock: () => number): Queue {
  const stored: Stored[] = [];
  let held: string[] = [];
  const add = (body: string) => stored.push({
    id: randomUUID(), body, sent: clock(), visibleAt: 0, received: 0, handle: undefined,
  });
  const release = () => {
    for (const body of held) add(body);
    held = [];
  };
  const visible = () => stored.filter((m) => m.visibleAt <= clock());
  const byHandle = (handle: string) => stored.find((m) => m.handle === handle);
  return {
    send(body) {
      add(body);
      release();
    },
    sendBehindNext: (body) => void held.push(body),
    receive(most, visibilitySeconds = DEFAULT_VISIBILITY) {
      if (visible().length === 0) release(); // Held back, never lost: a quiet queue gives it out.
      return visible().slice(0, most).map((message) => hand(message, clock() + visibilitySeconds * 1000));
    },
    remove(handle) {
      const found = byHandle(handle);
      if (found) stored.splice(stored.indexOf(found), 1);
      return found !== undefined;
    },
    changeVisibility(handle, seconds) {
      const found = byHandle(handle);
      if (found) found.visibleAt = clock() + seconds * 1000;
      return found !== undefined;
    },
    depth: () => ({ visible: visible().length + held.length, inFlight: stored.length - visible().length }),
  };
}

function hand(message: Stored, visibleAt: number): Received {
  message.visibleAt = visibleAt;
  message.received += 1;
  message.handle = `${message.id}#${message.received}#${randomUUID()}`;
  return {
    MessageId: message.id,
    ReceiptHandle: message.handle,
    MD5OfBody: createHash('md5').update(message.body).digest('hex'),
    Body: message.body,
    Attributes: { ApproximateReceiveCount: String(message.received), SentTimestamp: String(message.sent) },
  };
}
