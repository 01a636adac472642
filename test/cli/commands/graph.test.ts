import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { graphCommand } from '../../../src/cli/commands/graph.ts';
import { aCli } from '../../support/a-cli.ts';
import { aFolder } from '../../support/a-folder.ts';

let folder = '';
beforeEach(() => {
  folder = aFolder({ 'compose.yaml': 'name: shop\nservices: {web: {image: busybox}}\n' });
});
afterEach(() => rmSync(folder, { recursive: true }));

const drawn = async (name: string, ...flags: readonly string[]): Promise<string> => {
  const path = join(folder, name);
  await graphCommand(aCli(folder)).parseAsync(['--no-changes', '-o', path, ...flags], { from: 'user' });
  return readFileSync(path, 'utf8');
};

test.each([
  ['x.svg', /^<svg/],
  ['x', /^<svg/],
  ['x.dot', /^digraph/],
  ['x.JSON', /^\{/],
  ['x.mmd', /^(?:flowchart|graph)/],
])('graph -o %s draws what the ending says', async (name, begin) => {
  expect(await drawn(name)).toMatch(begin);
});

test('graph -o x.png says that it does not draw that, unless --format says what to draw', async () => {
  await expect(drawn('x.png')).rejects.toMatchObject({ code: 'bad-usage' });
  expect(await drawn('x.png', '--format', 'dot')).toMatch(/^digraph/);
});
