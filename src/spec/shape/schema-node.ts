import { schemaText } from '../generated/schema-text.js';

export type TypeName = 'null' | 'boolean' | 'integer' | 'number' | 'string' | 'array' | 'object';

/**
 * The subset of JSON Schema that schemas/compose.schema.json uses. Each keyword applies to values of one type only, so the
 * alternatives of an attribute are its types, and no choice between schemas is needed.
 */
export interface SchemaNode {
  readonly $ref?: string;
  readonly description?: string;
  readonly deprecated?: boolean;
  readonly type?: TypeName | readonly TypeName[];
  readonly properties?: { readonly [name: string]: SchemaNode };
  readonly patternProperties?: { readonly [pattern: string]: SchemaNode };
  readonly additionalProperties?: boolean | SchemaNode;
  readonly propertyNames?: SchemaNode;
  readonly required?: readonly string[];
  readonly items?: SchemaNode;
  readonly uniqueItems?: boolean;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
}

interface Schema extends SchemaNode {
  readonly $defs: { readonly [name: string]: SchemaNode };
}

let parsed: Schema | undefined;

/** Parsed on the first call: a valid file does not need it. */
export function composeSchema(): Schema {
  const schema: Schema = parsed ?? JSON.parse(schemaText);
  parsed = schema;
  return schema;
}

const definitions = '#/$defs/';

/** The target of a `$ref`, with the keywords beside it (its own description). */
export function resolve(node: SchemaNode): SchemaNode {
  const { $ref, ...beside } = node;
  if ($ref === undefined) return node;
  return { ...composeSchema().$defs[$ref.slice(definitions.length)], ...beside };
}

export function typesOf(node: SchemaNode): readonly TypeName[] {
  if (node.type === undefined) return [];
  return typeof node.type === 'string' ? [node.type] : node.type;
}

/** The schema of the member `key` of a mapping; undefined when such a member is not allowed. */
export function memberOf(node: SchemaNode, key: string): SchemaNode | undefined {
  const { properties = {}, patternProperties = {}, additionalProperties } = node;
  if (Object.hasOwn(properties, key)) return properties[key];
  const pattern = Object.keys(patternProperties).find((text) => new RegExp(text).test(key));
  if (pattern !== undefined) return patternProperties[pattern];
  if (additionalProperties === false) return undefined;
  return typeof additionalProperties === 'object' ? additionalProperties : {};
}
