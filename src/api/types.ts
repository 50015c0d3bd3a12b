/** The answers of the API as types: all that the console imports from the server. */
import type { z } from 'zod';
import type * as schemas from './schemas.ts';
import type * as work from './schemas-work.ts';

export type OrderRow = z.infer<typeof schemas.OrderItem>;
export type Story = z.infer<typeof schemas.StorySchema>;
export type Overview = z.infer<typeof work.OverviewSchema>;
export type ExceptionCount = z.infer<typeof work.ExceptionCountItem>;
export type ExceptionRow = z.infer<typeof work.ExceptionItem>;
export type ConnectionRow = z.infer<typeof work.ConnectionItem>;
export type Session = z.infer<typeof work.SessionSchema>;
export type ProblemDetails = z.infer<typeof schemas.ProblemSchema>;
export interface Page<T> { readonly items: readonly T[]; readonly next: string | null }
