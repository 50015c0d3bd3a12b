/**
 * What an address answers and takes, found by the address itself: pages name neither. An address of the document is
 * matched part by part, so that `/v1/stock/${sku}/report` is not taken for `/v1/stock/{sku}`.
 */
import type { paths } from './openapi.ts';

type Parts<A extends string> = A extends `${infer Head}/${infer Tail}` ? [Head, ...Parts<Tail>] : [A];
type Fits<Given, Template> = Template extends [infer T, ...infer Ts]
  ? Given extends [infer G, ...infer Gs] ? (T extends `{${string}}` ? Fits<Gs, Ts> : G extends T ? Fits<Gs, Ts> : false) : false
  : Given extends [] ? true : false;
type Plain<A extends string> = A extends `${infer Path}?${string}` ? Path : A;
type Known = keyof paths & string;
type Fitting<A extends string> = { [P in Known]: Fits<Parts<A>, Parts<P>> extends true ? P : never }[Known];
/** One that is spelled out wins over one with a blank: `/v1/connections/impact` over `/v1/connections/{connection}`. */
type PathOf<A extends string> = A extends Known ? A : Fitting<A>;

type Content<X> = X extends { content: { 'application/json': infer C } } ? C : never;
type Operation<A extends string, M extends 'get' | 'post'> = paths[PathOf<Plain<A>>][M];
type Ok<O> = O extends { responses: { 200: infer R } } ? Content<R> : never;

/** Nothing fits where an address is not in the document. */
type Exists<X> = [X] extends [never] ? never : unknown;
export type Asked<A extends string> = A & Exists<Answer<A>>;
export type Sent<A extends string> = A & Exists<Posted<A>>;
export type Answer<A extends string> = Ok<Operation<A, 'get'>>;
export type Posted<A extends string> = Ok<Operation<A, 'post'>>;
export type Body<A extends string> = Operation<A, 'post'> extends { requestBody?: infer R } ? Content<NonNullable<R>> : never;
export type Item<A extends string> = Answer<A> extends { items: readonly (infer I)[] } ? I : never;
