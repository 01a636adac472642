import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import validateCompose from '../../../src/spec/generated/validate-compose.js';
import { explainShape } from '../../../src/spec/shape/explain-shape.ts';
import type { Finding } from '../../../src/spec/tree/finding.ts';
import type { Tree } from '../../../src/spec/tree/tree.ts';
import { type SampleSchema, sampleValues } from '../../support/sample-values.ts';

const published = new URL('../../../../shared/conformance/corpus/compose-spec.json', import.meta.url);
const ours: SampleSchema = readSchema(new URL('../../../schemas/compose.schema.json', import.meta.url));

function readSchema(file: URL): SampleSchema {
  return JSON.parse(readFileSync(file, 'utf8'));
}

function explain(tree: Tree): readonly Finding[] {
  const findings: Finding[] = [];
  explainShape(
    tree,
    () => undefined,
    (finding) => findings.push(finding),
  );
  return findings;
}

describe('the schema', () => {
  test('accepts every form of every attribute that the published schema of the format has', (context) => {
    context.skip(!existsSync(published), 'the published schema is not beside this checkout');
    const samples = sampleValues(readSchema(published));

    expect(samples.length).toBeGreaterThan(200);
    const rejected = samples.filter(({ value }) => !validateCompose(value));
    expect(rejected.map(({ of, value }) => [of, explain(value).map(({ message }) => message)])).toEqual([]);
  });

  test('describes every attribute', () => {
    const silent: string[] = [];
    const visit = (schema: SampleSchema & { description?: string }, at: string): void => {
      for (const [name, member] of Object.entries(schema.properties ?? {})) {
        const described: SampleSchema & { description?: string } = member;
        const target: SampleSchema & { description?: string } =
          ours.$defs?.[member.$ref?.replace('#/$defs/', '') ?? ''] ?? {};
        if (!(described.description ?? target.description)) silent.push(`${at}.${name}`);
        visit(member, `${at}.${name}`);
      }
      if (schema.items) visit(schema.items, `${at}[]`);
      if (typeof schema.additionalProperties === 'object') visit(schema.additionalProperties, `${at}.*`);
    };
    visit(ours, '');
    for (const [name, schema] of Object.entries(ours.$defs ?? {})) visit(schema, `$${name}`);

    expect(silent).toEqual([]);
  });
});

describe('explainShape()', () => {
  const samples = sampleValues(ours).map(({ value }) => value);

  test('finds nothing in what the validator accepts', () => {
    expect(samples.length).toBeGreaterThan(200);
    for (const value of samples) expect([validateCompose(value), explain(value)]).toEqual([true, []]);
  });

  test('finds something exactly when the validator does', () => {
    const scalar = fc.oneof(
      fc.constant(null),
      fc.boolean(),
      fc.integer(),
      fc.double({ noNaN: true }),
      fc.string(),
    );
    const anyTree = fc.oneof(
      scalar,
      fc.array(scalar, { maxLength: 2 }),
      fc.dictionary(fc.string(), scalar, { maxKeys: 2 }),
    );
    const slip = fc.record({ way: fc.array(fc.nat(), { minLength: 1, maxLength: 7 }), value: anyTree });

    fc.assert(
      fc.property(fc.constantFrom(...samples), fc.array(slip, { maxLength: 3 }), (sample, slips) => {
        const tree = slips.reduce<Tree>((made, { way, value }) => replace(made, way, value), sample);
        expect(explain(tree).length === 0).toBe(validateCompose(tree));
      }),
      { numRuns: 500 },
    );
  });
});

/** A copy with the value at the end of the way replaced; each step picks a member by number, the last one may add one. */
function replace(tree: Tree, [step = 0, ...rest]: readonly number[], value: Tree): Tree {
  const next = (member: Tree | undefined): Tree =>
    rest.length === 0 ? value : replace(member ?? null, rest, value);
  if (Array.isArray(tree)) {
    const index = step % (tree.length + 1);
    return [...tree.slice(0, index), next(tree[index]), ...tree.slice(index + 1)];
  }
  if (typeof tree !== 'object' || tree === null) return value;
  const keys = [...Object.keys(tree), 'unheard_of'];
  const key = keys[step % keys.length] ?? '';
  return { ...tree, [key]: next(tree[key]) };
}
