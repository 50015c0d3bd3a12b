/** Which code answers to which local handler name. */
import { chargebackHandler } from './chargebacks.ts';
import { depositHandler } from './deposits.ts';
import { deadlineHandler } from './deadlines.ts';
import { exceptionHandler } from './exceptions.ts';
import { feedHandler } from './feeds.ts';
import { goodsHandler } from './goods.ts';
import type { LocalHandler } from './handler.ts';
import { moneyHandler } from './money.ts';
import { orderProjection } from './orders.ts';
import { publicationHandler } from './publication.ts';
import { registerHandler } from './registers.ts';
import { returnsHandler } from './returns.ts';
import { returnProjection } from './returns-projection.ts';
import { validationHandler } from './validation.ts';
import { workflowHandler } from './workflow.ts';

const HANDLERS: Readonly<Record<string, LocalHandler>> = {
  'policy:validation': validationHandler,
  'policy:returns': returnsHandler,
  'policy:chargebacks': chargebackHandler,
  'policy:publication': publicationHandler,
  'policy:deadlines': deadlineHandler,
  'policy:exceptions': exceptionHandler,
  'policy:feeds': feedHandler,
  'policy:deposits': depositHandler,
  'ledger:registers': registerHandler,
  'ledger:goods': goodsHandler,
  'ledger:money': moneyHandler,
  'projection:orders': orderProjection,
  'projection:returns': returnProjection,
};

export function handlerFor(name: string): LocalHandler {
  const handler = name.startsWith('workflow:') ? workflowHandler : HANDLERS[name];
  if (!handler) throw new TypeError(`nobody answers to the handler ${name}`);
  return handler;
}
