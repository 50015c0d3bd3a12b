/**
 * The @idempotent directive: required on these fields since 2026-04, and remembered.
 *
 * The same key with the same input answers what the first call answered and applies nothing; with
 * another input it is refused; after a call that ended in user errors the key is spent.
 */
import { createHash } from 'node:crypto';
import { GraphQLError } from 'graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { valueFromASTUntyped } from 'graphql';

interface Remembered { readonly digest: string; readonly answer: unknown; readonly failed: boolean }
export interface IdempotencyError { readonly code: string; readonly message: string }
export type Memory = Map<string, Remembered>;

const CODES = {
  mismatch: { code: 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH',
    message: 'The same idempotency key cannot be used with different operation parameters.' },
  failed: { code: 'IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED',
    message: 'A previous request with this idempotency key failed. Retry with a new idempotency key.' },
} as const;

/** The key a caller put on the field. Missing or blank is an error at the top, not a user error. */
export function requiredKey(info: GraphQLResolveInfo): string {
  const directive = info.fieldNodes[0]?.directives?.find((d) => d.name.value === 'idempotent');
  const argument = directive?.arguments?.find((a) => a.name.value === 'key');
  const key = argument && valueFromASTUntyped(argument.value, info.variableValues.coerced);
  if (typeof key === 'string' && key.trim() !== '') return key;
  throw new GraphQLError(`The @idempotent directive with a key is required for ${info.fieldName}.`, {
    extensions: { code: 'BAD_REQUEST' },
  });
}

/** Runs `apply` once per key; `refuse` turns a misuse of the key into the field's own payload. */
export function once<T extends { readonly userErrors: readonly unknown[] }>(memory: Memory, call: {
  key: string; field: string; input: unknown; refuse: (error: IdempotencyError) => T; apply: () => T;
}): T {
  const digest = createHash('sha256').update(JSON.stringify(call.input)).digest('hex');
  const slot = `${call.field} ${call.key}`;
  const known = memory.get(slot);
  if (known && known.digest !== digest) return call.refuse(CODES.mismatch);
  if (known?.failed) return call.refuse(CODES.failed);
  if (known) return known.answer as T;
  const answer = call.apply();
  memory.set(slot, { digest, answer, failed: answer.userErrors.length > 0 });
  return answer;
}
