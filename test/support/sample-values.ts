import type { Tree } from '../../src/spec/tree/tree.ts';

/** What this reads of a JSON schema: enough for the published schema of the format and for our own. */
export interface SampleSchema {
  readonly $ref?: string;
  readonly $defs?: { readonly [name: string]: SampleSchema };
  readonly type?: string | readonly string[];
  readonly oneOf?: readonly SampleSchema[];
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly properties?: { readonly [name: string]: SampleSchema };
  readonly patternProperties?: { readonly [pattern: string]: SampleSchema };
  readonly additionalProperties?: boolean | SampleSchema;
  readonly items?: SampleSchema;
}

export interface Sample {
  /** Which attribute or form it is a sample of. */
  readonly of: string;
  readonly value: Tree;
}

/**
 * Values that a schema allows: one with everything in it first, then one for every form of every attribute at any
 * depth, with everything else still there.
 */
export function sampleValues(root: SampleSchema): readonly Sample[] {
  return samples(root, '');

  function samples(unresolved: SampleSchema, of: string): readonly Sample[] {
    const schema = resolve(unresolved);
    if (schema.oneOf) return schema.oneOf.flatMap((form) => samples(form, of));
    if (schema.enum) return schema.enum.map((value) => ({ of, value }));
    const types = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? ['string']);
    return types.toSorted(richestFirst).flatMap((type) => samplesOf(type, schema, of));
  }

  function samplesOf(type: string, schema: SampleSchema, of: string): readonly Sample[] {
    switch (type) {
      case 'object':
        return objects(schema, of);
      case 'array':
        return samples(schema.items ?? {}, `${of}[]`).map((item) => ({ of: item.of, value: [item.value] }));
      case 'null':
        return [{ of, value: null }];
      case 'boolean':
        return [{ of, value: true }];
      case 'string':
        return [
          {
            of,
            value: ['ab', 'all', 'always'].find((text) => new RegExp(schema.pattern ?? '').test(text)) ?? '',
          },
        ];
      default:
        return [{ of, value: schema.minimum ?? 1 }];
    }
  }

  function objects(schema: SampleSchema, of: string): readonly Sample[] {
    const members = new Map(Object.entries(schema.properties ?? {}));
    for (const [pattern, member] of Object.entries(schema.patternProperties ?? {})) {
      members.set(pattern === '^x-' ? 'x-own' : 'a', member);
    }
    if (typeof schema.additionalProperties === 'object') members.set('a', schema.additionalProperties);
    const alternatives = new Map(
      [...members].map(([name, member]) => [name, samples(member, `${of}.${name}`)]),
    );
    const everything = Object.fromEntries(
      [...alternatives].map(([name, [first]]) => [name, first?.value ?? null]),
    );
    const variants = [...alternatives].flatMap(([name, [, ...others]]) =>
      others.map((other) => ({ of: other.of, value: { ...everything, [name]: other.value } })),
    );
    return [{ of, value: everything }, ...variants];
  }

  function resolve(schema: SampleSchema): SampleSchema {
    return schema.$ref === undefined ? schema : (root.$defs?.[schema.$ref.replace('#/$defs/', '')] ?? {});
  }
}

/** The form that holds the most comes first, so that it is the one that all other samples carry along. */
const richestFirst = (a: string, b: string): number => richness(b) - richness(a);
const richness = (type: string): number => ['array', 'object'].indexOf(type);
