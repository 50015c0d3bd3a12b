/**
 * The part of the SQS JSON protocol a consumer needs: ReceiveMessage (with long polling),
 * DeleteMessage, DeleteMessageBatch, ChangeMessageVisibility, GetQueueAttributes. One address for all,
 * the operation is in `x-amz-target`, errors are `__type` documents.
 */
import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Faults } from '../faults.ts';
import { sleep } from '../twin.ts';
import type { Queue } from './queue.ts';
import type { AwsAccount } from './sigv4.ts';
import { signatureProblem } from './sigv4.ts';

export interface QueueSettings extends AwsAccount {
  readonly account: string;
  readonly name: string;
}

export const queuePath = ({ account, name }: QueueSettings): string => `/${account}/${name}`;
export const queueArn = ({ region, account, name }: QueueSettings): string =>
  `arn:aws:sqs:${region}:${account}:${name}`;

class QueueProblem extends Error {
  readonly status: number;
  readonly type: string;
  constructor(type: string, message: string, status = 400) {
    super(message);
    this.type = type;
    this.status = status;
  }
}

type Body = Readonly<Record<string, unknown>>;

interface Context {
  readonly queue: Queue;
  readonly settings: QueueSettings;
  readonly faults: Faults;
  readonly delay: number;
  readonly longestWait: number;
}

export function queueApi(app: FastifyInstance, context: Context): void {
  const handler = async (request: FastifyRequest, reply: FastifyReply) => {
    reply.header('x-amzn-requestid', randomUUID());
    try {
      return await serve(context, request, reply);
    } catch (thrown) {
      if (!(thrown instanceof QueueProblem)) throw thrown;
      return reply.code(thrown.status).header('x-amzn-query-error', `${thrown.type};Sender`)
        .send({ __type: `com.amazonaws.sqs#${thrown.type}`, message: thrown.message });
    }
  };
  app.post('/', handler);
  app.post(queuePath(context.settings), handler);
}

async function serve(context: Context, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const raw = typeof request.body === 'string' ? request.body : '';
  const problem = signatureProblem(
    { method: 'POST', path: request.url, headers: request.headers, body: raw }, context.settings, Date.now());
  if (problem) throw new QueueProblem(problem, 'The request could not be authenticated.', 403);
  const target = String(request.headers['x-amz-target'] ?? '');
  const operation = target.replace(/^AmazonSQS\./, '');
  const run = OPERATIONS[operation];
  if (!run || operation === target) throw new QueueProblem('UnknownOperationException', 'The operation is not known.');
  const body = bodyOf(raw);
  if (!String(body['QueueUrl'] ?? '').endsWith(queuePath(context.settings))) {
    throw new QueueProblem('QueueDoesNotExist', 'The specified queue does not exist.');
  }
  const able = operation === 'ReceiveMessage' ? RECEIVE_FAULTS : DELETE_FAULTS;
  const fault = context.faults.next(operation, able);
  if (fault === 'throttle') throw new QueueProblem('RequestThrottled', 'The request was throttled.');
  if (fault === 'error') throw new QueueProblem('InternalError', 'The service failed.', 500);
  if (fault === 'delay') await sleep(context.delay);
  const answer = await run(context.queue, body, { partial: fault === 'partial', longestWait: context.longestWait });
  if (fault === 'timeout-after-apply') {
    request.raw.socket.destroy();
    return reply.hijack();
  }
  return reply.header('content-type', 'application/x-amz-json-1.0').send(JSON.stringify(answer));
}

const RECEIVE_FAULTS = ['throttle', 'error', 'delay', 'timeout-after-apply'] as const;
const DELETE_FAULTS = [...RECEIVE_FAULTS, 'partial'] as const;

function bodyOf(raw: string): Body {
  try {
    const value: unknown = JSON.parse(raw);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Body;
  } catch {
    // Answered below like any other body that is not an object.
  }
  throw new QueueProblem('SerializationException', 'The body is not a JSON object.');
}

function number(body: Body, name: string, least: number, most: number): number | undefined {
  const value = body[name];
  if (value === undefined) return undefined;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most) {
    throw new QueueProblem('InvalidParameterValue', `${name} must be an integer from ${least} to ${most}.`);
  }
  return value;
}

function handleOf(body: Body): string {
  const handle = body['ReceiptHandle'];
  if (typeof handle !== 'string' || handle === '') {
    throw new QueueProblem('MissingParameter', 'The request must contain the parameter ReceiptHandle.');
  }
  return handle;
}

type Run = (queue: Queue, body: Body, how: { partial: boolean; longestWait: number }) => object | Promise<object>;

const OPERATIONS: Readonly<Record<string, Run>> = {
  async ReceiveMessage(queue, body, { longestWait }) {
    const most = number(body, 'MaxNumberOfMessages', 1, 10) ?? 1;
    const visibility = number(body, 'VisibilityTimeout', 0, 43_200);
    const wait = (number(body, 'WaitTimeSeconds', 0, 20) ?? 0) * 1000;
    const until = Date.now() + Math.min(wait, longestWait);
    let found = queue.receive(most, visibility);
    while (found.length === 0 && Date.now() < until) {
      await sleep(Math.min(50, until - Date.now()));
      found = queue.receive(most, visibility);
    }
    return found.length === 0 ? {} : { Messages: found };
  },
  /** A handle that no longer holds is no error: deleting twice succeeds, as at AWS. */
  DeleteMessage(queue, body) {
    queue.remove(handleOf(body));
    return {};
  },
  DeleteMessageBatch(queue, body, { partial }) {
    const entries = body['Entries'];
    if (!Array.isArray(entries) || entries.length === 0) throw new QueueProblem('EmptyBatchRequest', 'No entries.');
    if (entries.length > 10) throw new QueueProblem('TooManyEntriesInBatchRequest', 'At most 10 entries.');
    const all = entries as Body[];
    const failed = partial ? all.slice(-1) : [];
    for (const entry of all) if (!failed.includes(entry)) queue.remove(handleOf(entry));
    return {
      Successful: all.filter((e) => !failed.includes(e)).map((e) => ({ Id: e['Id'] })),
      Failed: failed.map((e) => ({ Id: e['Id'], SenderFault: false, Code: 'InternalError', Message: 'Try again.' })),
    };
  },
  ChangeMessageVisibility(queue, body) {
    const seconds = number(body, 'VisibilityTimeout', 0, 43_200);
    if (seconds === undefined) throw new QueueProblem('MissingParameter', 'VisibilityTimeout is required.');
    if (!queue.changeVisibility(handleOf(body), seconds)) {
      throw new QueueProblem('MessageNotInflight', 'The message is not in flight.');
    }
    return {};
  },
  GetQueueAttributes(queue) {
    const { visible, inFlight } = queue.depth();
    return { Attributes: {
      ApproximateNumberOfMessages: String(visible), ApproximateNumberOfMessagesNotVisible: String(inFlight),
    } };
  },
};
