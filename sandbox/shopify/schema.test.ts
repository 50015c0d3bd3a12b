/**
 * The twin's schema against the published one: whatever the twin offers must exist there with the same
 * type, arguments, defaults and enum words, and nothing the partner requires may be missing.
 */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import {
  buildClientSchema, isEnumType, isInputObjectType, isInterfaceType, isObjectType, isRequiredArgument,
  isRequiredInputField, isScalarType, isUnionType, print, printType,
} from 'graphql';
import type {
  GraphQLArgument, GraphQLEnumType, GraphQLField, GraphQLInputField, GraphQLInputObjectType, GraphQLInterfaceType,
  GraphQLNamedType, GraphQLObjectType, GraphQLSchema, GraphQLUnionType, IntrospectionQuery,
} from 'graphql';
import { schema } from './schema.ts';

const SHARED = '../../../shared/partners/shopify/graphql/';
const PUBLISHED = new URL(`${SHARED}admin_2026-10.introspection.json.gz`, import.meta.url);
const skip = existsSync(PUBLISHED) ? false : 'no ../shared/partners/shopify here: nothing to compare the schema with';

function published(): GraphQLSchema {
  const whole = JSON.parse(gunzipSync(readFileSync(PUBLISHED)).toString()) as { data?: IntrospectionQuery };
  return buildClientSchema(whole.data ?? (whole as unknown as IntrospectionQuery));
}

test('every type, field, argument and enum word is the published one', { skip }, () => {
  const theirs = published();
  const wrong: string[] = [];
  let compared = 0;
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__')) continue;
    const other = theirs.getType(type.name);
    if (!other) wrong.push(`${type.name} does not exist`);
    else compared += compare(type, other, wrong);
  }
  assert.deepEqual(wrong, []);
  assert.ok(compared > 400, `only ${compared} fields were compared`);
});

test('the @idempotent directive is the published one', { skip }, () => {
  const [ours, theirs] = [schema.getDirective('idempotent'), published().getDirective('idempotent')];
  assert.deepEqual(ours?.locations, theirs?.locations);
  assert.deepEqual(ours?.args.map((a) => `${a.name}: ${a.type}`), theirs?.args.map((a) => `${a.name}: ${a.type}`));
});

test('the comparison notices a wrong type, a missing required field and an invented word', { skip }, () => {
  const theirs = published();
  const wrong: string[] = [];
  compare(schema.getType('InventoryQuantityInput')!, theirs.getType('InventoryAdjustQuantitiesInput')!, wrong);
  compare(schema.getType('OrderSortKeys')!, theirs.getType('ProductSortKeys')!, wrong);
  assert.ok(wrong.some((line) => line.includes('lacks required')), wrong.join('; '));
  assert.ok(wrong.some((line) => line.includes('has no word')), wrong.join('; '));
  assert.match(printType(theirs.getType('InventoryQuantityInput')!), /changeFromQuantity: Int/);
});

function compare(ours: GraphQLNamedType, theirs: GraphQLNamedType, wrong: string[]): number {
  if (isEnumType(ours) && isEnumType(theirs)) return compareWords(ours, wordsOf(theirs), wrong);
  if (isInputObjectType(ours) && isInputObjectType(theirs)) return compareInput(ours, theirs, wrong);
  if (isObjectType(ours) && isObjectType(theirs)) return compareOutput(ours, theirs, wrong);
  if (isInterfaceType(ours) && isInterfaceType(theirs)) return compareOutput(ours, theirs, wrong);
  if (isUnionType(ours) && isUnionType(theirs)) return compareWords(ours, wordsOf(theirs), wrong);
  if (!(isScalarType(ours) && isScalarType(theirs))) wrong.push(`${ours.name} is another kind`);
  return 1;
}

/** The words of an enumeration, the members of a union. */
const wordsOf = (type: GraphQLEnumType | GraphQLUnionType): string[] =>
  (isEnumType(type) ? type.getValues() : type.getTypes()).map(({ name }) => name);

function compareWords(ours: GraphQLEnumType | GraphQLUnionType, theirs: readonly string[], wrong: string[]): number {
  const words = wordsOf(ours);
  for (const word of words) if (!theirs.includes(word)) wrong.push(`${ours.name} has no word ${word}`);
  return words.length;
}

type Output = GraphQLObjectType | GraphQLInterfaceType;

function compareOutput(ours: Output, theirs: Output, wrong: string[]): number {
  const implemented = theirs.getInterfaces().map((i) => i.name);
  for (const { name } of ours.getInterfaces())
    if (!implemented.includes(name)) wrong.push(`${ours.name} does not implement ${name}`);
  for (const field of Object.values(ours.getFields()))
    compareField(ours.name, field, theirs.getFields()[field.name], wrong);
  return Object.keys(ours.getFields()).length;
}

function compareInput(ours: GraphQLInputObjectType, theirs: GraphQLInputObjectType, wrong: string[]): number {
  const [mine, other] = [ours.getFields(), theirs.getFields()];
  for (const field of Object.values(mine)) {
    const same = other[field.name];
    if (!same) wrong.push(`${ours.name}.${field.name} does not exist`);
    else if (shape(same) !== shape(field)) wrong.push(`${ours.name}.${shape(field)} is ${shape(same)}`);
  }
  for (const field of Object.values(other))
    if (!mine[field.name] && isRequiredInputField(field))
      wrong.push(`${ours.name} lacks required ${field.name}`);
  return Object.keys(mine).length;
}

type Field = GraphQLField<unknown, unknown>;

function compareField(type: string, ours: Field, theirs: Field | undefined, wrong: string[]): void {
  const at = `${type}.${ours.name}`;
  if (!theirs) return void wrong.push(`${at} does not exist`);
  if (String(theirs.type) !== String(ours.type)) wrong.push(`${at} is ${theirs.type}, not ${ours.type}`);
  // A deprecated field is offered knowingly, because a client that is really used asks for it, or not at all.
  if (theirs.deprecationReason && !ours.deprecationReason) wrong.push(`${at} is deprecated`);
  for (const arg of ours.args) {
    const same = theirs.args.find((a) => a.name === arg.name);
    if (!same) wrong.push(`${at}(${arg.name}) does not exist`);
    else if (shape(same) !== shape(arg)) wrong.push(`${at}(${shape(arg)}) is ${shape(same)}`);
  }
  for (const arg of theirs.args)
    if (isRequiredArgument(arg) && !ours.args.some((a) => a.name === arg.name))
      wrong.push(`${at} lacks required ${arg.name}`);
}

const shape = (arg: GraphQLArgument | GraphQLInputField): string =>
  `${arg.name}: ${arg.type} = ${arg.default?.literal ? print(arg.default.literal) : 'none'}`;
