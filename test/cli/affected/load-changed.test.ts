import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadChanged } from '../../../src/cli/affected/load-changed.ts';
import { aCli } from '../../support/a-cli.ts';
import { aRepository, type Repository } from '../../support/a-repository.ts';

let shop: Repository;

beforeEach(() => {
  shop = aRepository({
    'compose.yaml': `services:
  base: {build: base, image: shop-base, profiles: [build]}
  web: {build: web, image: shop-web}
  tool: {build: tool, image: shop-tool, depends_on: [web]}
`,
    'base/Dockerfile': 'FROM scratch\nCOPY . /\n',
    'web/Dockerfile': 'FROM shop-base\nCOPY . /\n',
    'tool/Dockerfile': 'FROM scratch\nCOPY . /\n',
  });
});
afterEach(() => shop.remove());

async function changed({ since, services = [] }: { since?: string; services?: readonly string[] } = {}) {
  const cli = aCli(shop.folder);
  const loaded = await loadChanged(cli, { since, services, withDependencies: false, needs: 'images' });
  return { names: [...loaded.project.services.keys()], stderr: cli.written.stderr };
}

test('loadChanged() takes all that was asked for where no revision is named', async () => {
  expect((await changed()).names).toEqual(['tool', 'web']);
  expect((await changed({ services: ['web'] })).names).toEqual(['web']);
});

test('loadChanged() takes what has another image, with what that is from', async () => {
  shop.commit({ 'base/a.txt': '1' });
  const { names, stderr } = await changed({ since: 'main' });

  expect(names.toSorted()).toEqual(['base', 'web']);
  expect(stderr).toMatch(/^1 changed file since main /);
  expect((await changed({ since: 'main', services: ['tool'] })).names).toEqual([]);
});

test('loadChanged() takes nothing where nothing has changed', async () => {
  expect((await changed({ since: 'main' })).names).toEqual([]);
});
