import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { serviceHash } from '../../src/spec/service-hash.ts';
import { loadFiles, loadWeb } from '../support/load-files.ts';

const folder = join(import.meta.dirname, '../../fixtures/config-hash');

test('serviceHash() gives the very hashes that docker compose prints', async () => {
  const { project } = await loadFiles(readFileSync(join(folder, 'compose.yaml'), 'utf8'));
  const lines = [...project.services.values()].map(
    (service) => `${service.name} ${serviceHash(service, undefined)}\n`,
  );

  expect(lines.sort().join('')).toBe(readFileSync(join(folder, 'hashes.txt'), 'utf8'));
});

test('serviceHash() is deaf to what makes the same container, and to nothing else', async () => {
  const hash = async (attributes: string, platform?: string) =>
    serviceHash(await loadWeb(`services: {web: {image: x, ${attributes}}, db: {image: x}}`), platform);
  const plain = await hash('');

  expect(await hash('depends_on: [db], profiles: [], pull_policy: always, build: .')).toBe(plain);
  expect(await hash('deploy: {replicas: 2}')).toBe(await hash('deploy: {replicas: 3}'));
  expect(await hash('volumes: ["./a:/a"]')).toBe(
    await hash('volumes: [{type: bind, source: a, target: /a, bind: {create_host_path: true}}]'),
  );
  expect(await hash('volumes: ["./a:/a"]')).not.toBe(
    await hash('volumes: [{type: bind, source: a, target: /a, bind: {create_host_path: false}}]'),
  );
  expect(await hash('command: []')).not.toBe(plain);
  expect(await hash('', 'linux/arm64')).toBe(plain);
  expect(await hash('build: .', 'linux/arm64')).toBe(await hash('platform: linux/arm64'));
});
