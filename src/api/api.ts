/** What every route stands on: the platform, who calls, how an answer is described. */
import type {
  FastifyBaseLogger, FastifyInstance, RawReplyDefaultExpression, RawRequestDefaultExpression, RawServerDefault,
} from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { Intake } from '#runtime/intake.ts';
import type { Meter } from '#runtime/meter.ts';
import type { Act } from '#runtime/operations/operation.ts';
import type { Platform } from '#runtime/platform.ts';
import type { Worker } from '#runtime/worker.ts';
import type { OidcOptions } from './oidc.ts';
import type { Caller, Right } from './rights.ts';
import { ProblemSchema } from './schemas.ts';

export interface ApiOptions {
  readonly intake: Intake;
  readonly meter: Meter;
  /** When this process works too: it is told that there is work, and readiness counts its shards. */
  readonly worker?: Worker;
  /** The built console; without it `/` says how to get it. */
  readonly consoleFolder?: string;
  /** The platform's, unless given. */
  readonly logger?: Logger;
  /** Addresses of proxies whose X-Forwarded-For is believed. */
  readonly trustProxy?: string | readonly string[];
  /** The identity provider people sign in through; from the environment unless given. */
  readonly oidc?: OidcOptions;
}
export interface ApiContext extends ApiOptions { readonly platform: Platform }

export type Api = FastifyInstance<RawServerDefault, RawRequestDefaultExpression<RawServerDefault>,
  RawReplyDefaultExpression<RawServerDefault>, FastifyBaseLogger, ZodTypeProvider>;

declare module 'fastify' {
  interface FastifyRequest {
    /** Who called, once that is known. */
    signedIn: Caller | undefined;
    /** The same, on everything under /v1. */
    readonly caller: Caller;
    /** The platform behind the wall between tenants: what a route reads for the caller, it reads through this. */
    reads: Platform;
    answerKey: { readonly tenant: string; readonly who: string; readonly key: string } | undefined;
  }
  interface FastifyContextConfig {
    /** What the caller must be allowed; `read` for reading, `operate` for writing unless said. */
    right?: Right;
    /** False: an Idempotency-Key is not taken, because the answer must not be kept. */
    keepAnswer?: boolean;
    /** Read very often: who calls is believed for some seconds after it was looked up. */
    brief?: boolean;
  }
}

/** The answers of a route: what is asked for, or a problem. */
export const answers = <T extends z.ZodType>(schema: T) => ({ 200: schema, default: ProblemSchema });

/** A reason for the audit trail, as every write takes it. */
export const because = z.object({ why: z.string().max(500).optional() }).nullish();

export const actOf = (caller: Caller, why?: string): Act => ({ tenant: caller.tenant, who: caller.who, why });

export const iso = (at: Temporal.Instant): string => at.toString({ smallestUnit: 'millisecond' });
export const isoOrNull = (at: Temporal.Instant | null): string | null => (at ? iso(at) : null);
