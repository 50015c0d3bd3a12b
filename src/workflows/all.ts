/** Every workflow there is. A message goes to those that have a handler for its type. */
import type { Message } from '#domain/messages.ts';
import type { Workflow } from '#domain/workflow.ts';
import { orderBook } from './order-book.ts';
import { orderToCash } from './order-to-cash.ts';
import { returnToRefund } from './return-to-refund.ts';

/** A workflow whose types have been forgotten, as the runtime holds it. */
export type AnyWorkflow = Workflow<Message, unknown, Message>;

export const workflows: readonly AnyWorkflow[] =
  [orderBook, orderToCash, returnToRefund].map((w) => w as unknown as AnyWorkflow);

export const takes = (workflow: AnyWorkflow): readonly string[] => Object.keys(workflow.on);
