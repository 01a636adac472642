import { expect, test } from 'vitest';
import { lineOf, positionOf } from '../../../src/diagnostics/source.ts';
import type { Concern } from '../../../src/diagnostics/user-error.ts';
import { locateSettings } from '../../../src/spec/explain/locate-settings.ts';
import { memoryFiles } from '../../support/memory-files.ts';

const FILE = `services:
  web:
    image: busybox
    command: serve --port 80
    ports: ["80:80", {target: 81, published: "8081"}]
    depends_on: [db]
    networks: {front: {ipv4_address: 10.0.0.9}}
    environment: {DB_PASSWORD: correct-horse}
  db: {image: busybox}
networks: {front: {}}
`;

async function placeOf(concern: Concern): Promise<string | undefined> {
  const [at] = await locateSettings(
    [concern],
    { cwd: '/p', environment: new Map(), files: [], envFiles: [], profiles: [] },
    memoryFiles({ '/p/compose.yaml': FILE }),
  );
  if (!at) return undefined;
  const { line, column } = positionOf(at.source, at.start);
  return `${line}:${column} ${at.source.text.slice(at.start, at.end)}`;
}

const web = ['services', 'web'];

test.each<[string, Concern, string | undefined]>([
  [
    'the first setting that is written',
    { of: web, settings: ['entrypoint', 'command'] },
    '4:14 serve --port 80',
  ],
  ['the item that has the text', { of: web, settings: [['ports', '8081']] }, '5:46 "8081"'],
  ['the item of a list of names', { of: web, settings: ['depends_on.db'] }, '6:18 db'],
  ['what stands deep within', { of: web, settings: [['networks', '10.0.0.9']] }, '7:38 10.0.0.9'],
  ['the name that has the text', { of: web, settings: [['environment', 'DB_PASS']] }, '8:19 DB_PASSWORD'],
  ['the element itself', { of: ['services', 'db'], settings: [''] }, '9:3 db'],
  ['nothing, where nothing is written', { of: web, settings: ['entrypoint', ['ports', '9999']] }, undefined],
])('locateSettings() finds %s', async (_, concern, expected) => {
  expect(await placeOf(concern)).toBe(expected);
});

test('locateSettings() gives a source without secrets, since its lines are shown', async () => {
  const [at] = await locateSettings(
    [{ of: web, settings: ['environment.DB_PASSWORD'] }],
    { cwd: '/p', environment: new Map(), files: [], envFiles: [], profiles: [] },
    memoryFiles({ '/p/compose.yaml': FILE }),
  );
  expect(at && lineOf(at.source, 8)).toBe('    environment: {DB_PASSWORD: •••••••••••••}');
});
