import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Source } from '../../../src/diagnostics/source.ts';
import { documentsRead, parseDocuments } from '../../../src/spec/locate/yaml-document.ts';
import { spanOfPath } from '../../../src/spec/locate/yaml-places.ts';
import { readYaml } from '../../../src/spec/read/read-yaml.ts';
import type { Path } from '../../../src/spec/tree/tree.ts';

/** All paths of the values below a path, itself included. */
function pathsOf(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const members: readonly (readonly [string | number, unknown])[] = Array.isArray(value)
    ? value.map((item: unknown, index) => [index, item] as const)
    : Object.entries(value);
  return [path, ...members.flatMap(([key, member]) => pathsOf(member, [...path, key]))];
}

/** Where each value and each key is, as `spanOfPath` says. */
const placesIn = (source: Source, paths: readonly Path[]) =>
  paths.flatMap((path) =>
    (['key', 'value'] as const).map((part) => {
      const { start, end } = spanOfPath({ kind: 'path', source, document: 0, path, part }) ?? {};
      return [path.join('.'), part, start, end];
    }),
  );

function holdPartsToWhole(text: string): Source {
  const [tree] = readYaml({ name: 'compose.yaml', text }, () => {});
  const paths = [...pathsOf(tree), ['services', 'nobody'], ['services', 'web', 'build', 'context']];
  const whole = { name: 'compose.yaml', text };
  parseDocuments(whole);
  const parts = { name: 'compose.yaml', text };
  const services = paths.filter(([section, name]) => section === 'services' && name !== undefined);
  expect(placesIn(parts, services)).toEqual(placesIn(whole, services));
  return parts;
}

const root = join(import.meta.dirname, '../../..');
const folders = ['fixtures', 'examples', '../shared/conformance/corpus']
  .map((folder) => join(root, folder))
  .filter((folder) => existsSync(folder));

describe.each(folders)('the lines of a service say the same as the whole file: %s', (folder) => {
  test('in each file', () => {
    for (const name of globSync('**/*.{yaml,yml}', { cwd: folder }).sort())
      holdPartsToWhole(readFileSync(join(folder, name), 'utf8'));
  });
});

const PLAIN = 'services:\n  web:\n    image: a\n\n  # the database\n  db:\n    image: "b"\n    ports: [80]\n';

describe('the lines of a service', () => {
  test('are all that is read, where they can be told', () => {
    const text = `name: x\n${PLAIN}volumes:\n  db: {}\n`;
    const source = { name: 'compose.yaml', text };
    const path = ['services', 'db', 'ports', 0];
    const { start, end } = spanOfPath({ kind: 'path', source, document: 0, path, part: 'value' }) ?? {};
    expect(text.slice(start, end)).toBe('80');
    expect(documentsRead(source)).toBeUndefined();
  });

  test.each([
    ['line ends of another system', PLAIN.replaceAll('\n', '\r\n')],
    ['a mark of the byte order', `\uFEFF${PLAIN}`],
    ['anchors', 'services:\n  web: &web\n    image: a\n  db:\n    <<: *web\n    image: b\n'],
    ['a text in quotes over two lines', 'services:\n  web:\n    command: "a\n  b: c"\n  db:\n    image: a\n'],
    [
      'a text in quotes that looks like the service',
      'services:\n  web:\n    command: "a\n  db: c"\n  db:\n    image: a\n',
    ],
    ['a block of text', 'services:\n  web:\n    command: |\n      db:\n        x\n  db:\n    image: a\n'],
    ['a list over several lines', 'services:\n  web:\n    command: [a,\n      b]\n  db: {image: a}\n'],
    ['names in quotes', 'services:\n  "web":\n    image: a\n  db:\n    image: a\n'],
    ['the short form', 'services: {web: {image: a}, db: {image: b}}\n'],
    ['no service', 'services:\nvolumes:\n  web:\n'],
    ['a file with a mark', `---\n${PLAIN}`],
    ['another column', 'services:\n web:\n   image: a\n # x\n db:\n   image: b\n'],
    ['a text that looks like the section', `x-text: |\n  a\n  services:\n${PLAIN}`],
    ['a service without anything', 'services:\n  web:\n  db:\n    image: b\n'],
    ['a comment in the first column', 'services:\n  web:\n# db:\n    image: a\n  db:\n    image: b\n'],
  ])('are in the same place with %s', (_, text) => {
    holdPartsToWhole(text);
  });
});
