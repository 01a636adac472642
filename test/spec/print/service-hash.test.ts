import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { DescribeService } from '../../../src/model/project.ts';
import { describeService } from '../../../src/spec/print/service-hash.ts';
import { loadFiles, loadWeb } from '../../support/load-files.ts';

type Form = Parameters<DescribeService>[1];

const folder = join(import.meta.dirname, '../../../fixtures/config-hash');

async function hashes(form: Form): Promise<string> {
  const { project } = await loadFiles(readFileSync(join(folder, 'compose.yaml'), 'utf8'), {
    profiles: ['*'],
  });
  const lines = [...project.services.values()].map(
    (service) => `${service.name} ${sha256(describeService(service, form, undefined))}\n`,
  );
  return lines.sort().join('');
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

test('describeService() writes what gives the very hashes of docker compose 2.26', async () => {
  expect(await hashes('2.26')).toBe(readFileSync(join(folder, 'hashes.txt'), 'utf8'));
});

test('describeService() in the form of today is deaf to what makes the same container, and to nothing else', async () => {
  const text = async (attributes: string, platform?: string) =>
    describeService(
      await loadWeb(`services: {web: {image: x, ${attributes}}, db: {image: x}}`),
      'today',
      platform,
    );
  const plain = await text('');

  expect(await text('depends_on: [db], profiles: [], pull_policy: always, build: .')).toBe(plain);
  expect(await text('deploy: {replicas: 2}')).toBe(await text('deploy: {replicas: 3}'));
  expect(await text('volumes: ["./a:/a"]')).toBe(
    await text('volumes: [{type: bind, source: a, target: /a, bind: {create_host_path: true}}]'),
  );
  expect(await text('volumes: ["./a:/a"]')).not.toBe(
    await text('volumes: [{type: bind, source: a, target: /a, bind: {create_host_path: false}}]'),
  );
  expect(await text('command: []')).not.toBe(plain);
  expect(await text('', 'linux/arm64')).toBe(plain);
  expect(await text('build: .', 'linux/arm64')).toBe(await text('platform: linux/arm64'));
});

test.each([
  ['the comments and the order of keys', 'image: x, tty: true, user: a', 'user: a, tty: true, image: x # !'],
  ['extensions', 'image: x', 'image: x, x-note: {a: 1}'],
  ['how it is built and pulled', 'image: x', 'image: x, build: ., pull_policy: always'],
  ['how many there are', 'image: x', 'image: x, scale: 3'],
])('describeService() is deaf to %s in both forms', async (_what, before, after) => {
  const [old, next] = [
    await loadWeb(`services: {web: {${before}\n}}`),
    await loadWeb(`services: {web: {${after}\n}}`),
  ];

  for (const form of ['2.26', 'today'] as const)
    expect(describeService(next, form, undefined)).toBe(describeService(old, form, undefined));
});
