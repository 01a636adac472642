import { expect, test } from 'vitest';
import { diffFiles } from '../../../src/cli/history/diff-models.ts';
import type { JsonMap } from '../../../src/model/json.ts';

const diff = (a: JsonMap, b: JsonMap) =>
  diffFiles(
    { file: { services: { web: a } }, secretVariables: {} },
    { file: { services: { web: b } }, secretVariables: {} },
  ).map(({ path, from = '-', to = '-' }) => `${path.replace('services.web.', '')}: ${from} > ${to}`);

test('diffFiles() names each element of a list that came or went', () => {
  expect(diff({ cap_add: ['A', 'B'] }, { cap_add: ['B', 'C'] })).toEqual([
    'cap_add[]: A > -',
    'cap_add[]: - > C',
  ]);
  expect(diff({}, { ports: [{ target: 80, published: '8080' }] })).toEqual([
    'ports[]: - > published=8080 target=80',
  ]);
});

test('diffFiles() shows a command as a whole, as its words alone say nothing', () => {
  expect(diff({ command: ['sh', '-c', 'a'] }, { command: ['sh', '-c', 'b'] })).toEqual([
    'command: ["sh","-c","a"] > ["sh","-c","b"]',
  ]);
});

test('diffFiles() shows lists as a whole that differ in their order alone', () => {
  expect(diff({ dns: ['a', 'b'] }, { dns: ['b', 'a'] })).toEqual(['dns: ["a","b"] > ["b","a"]']);
});

test('diffFiles() tells an empty value from none', () => {
  expect(diff({ hostname: '', x: null }, {})).toEqual(['hostname:  > -', 'x: null > -']);
});
