import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../../scripts/setup/root.ts';
import { withFates } from '../../scripts/swarm-table/print-fates.ts';
import { isJsonMap, type Json, type JsonMap } from '../../src/model/json.ts';
import { type AttributeFate, OF_SERVICE, OF_TOP_LEVEL } from '../../src/planner/swarm/attributes.ts';

const SCHEMA = JSON.parse(readFileSync(join(root, 'schemas/compose.schema.json'), 'utf8')) as JsonMap;
const PAGE = readFileSync(join(root, 'docs/swarm.md'), 'utf8');

const part = (json: Json | undefined, name: string): Json | undefined =>
  isJsonMap(json) ? json[name] : undefined;

/** The ways of all attributes below a part of the schema: `deploy.placement.constraints`. */
function waysIn(node: Json | undefined, path = '', seen: readonly string[] = []): readonly string[] {
  if (Array.isArray(node)) return node.flatMap((one) => waysIn(one, path, seen));
  if (!isJsonMap(node)) return [];
  const { $ref, properties = {}, patternProperties = {} } = node;
  if (typeof $ref === 'string') {
    const name = $ref.split('/').at(-1) ?? '';
    return seen.includes(name) ? [] : waysIn(part(SCHEMA.$defs, name), path, [...seen, name]);
  }
  const own = Object.entries(properties ?? {}).flatMap(([name, member]) => {
    const here = path === '' ? name : `${path}.${name}`;
    return [here, ...waysIn(member as Json, here, seen)];
  });
  const named = Object.entries(patternProperties ?? {}).filter(([pattern]) => !pattern.startsWith('^x-'));
  const others = [node.oneOf, node.anyOf, node.allOf, node.items, node.additionalProperties];
  return [
    ...own,
    ...[...others, ...named.map(([, member]) => member as Json)].flatMap((one) => waysIn(one, path, seen)),
  ];
}

const ofService = [...new Set(waysIn(part(SCHEMA.$defs, 'service')))];
const ofTopLevel = [
  ...new Set([
    ...['network', 'volume', 'secret', 'config', 'model'].flatMap((kind) =>
      waysIn(part(SCHEMA.$defs, kind)).map((way) => `${kind}s.${way}`),
    ),
    // All of them alike.
    'models',
  ]),
];

const namesIn = (rows: readonly AttributeFate[]): readonly string[] => rows.flatMap(({ names }) => names);

/** By a row of its own, or by that of an attribute that stands for all in it. */
const isCovered = (way: string, names: ReadonlySet<string>): boolean =>
  names.has(way) ||
  way.split('.').some((_, index, parts) => names.has(`${parts.slice(0, index + 1).join('.')}.*`));

test.each([
  { of: 'services', ways: ofService, rows: OF_SERVICE },
  { of: 'the rest', ways: ofTopLevel, rows: OF_TOP_LEVEL },
])('each attribute of $of has a row that says what becomes of it on a swarm', ({ ways, rows }) => {
  const names = new Set(namesIn(rows));
  expect(ways.length).toBeGreaterThan(20);
  expect(ways.filter((way) => !isCovered(way, names))).toEqual([]);
  expect([...names].filter((name) => !ways.includes(name.replace(/\.\*$/, '')))).toEqual([]);
  expect(names.size, 'one row for each').toBe(namesIn(rows).length);
});

test('docs/swarm.md has these rows (node scripts/swarm-table.ts writes them)', () => {
  expect(PAGE).toBe(withFates(PAGE));
});
