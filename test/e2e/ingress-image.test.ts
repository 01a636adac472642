import { afterAll, expect, test } from 'vitest';
import { aWorkspace, docker } from '../support/gantry.ts';

const workspace = aWorkspace('ingress-image', {});
const image = `${workspace.project}:1`;

afterAll(async () => {
  docker('rmi', image);
  await workspace.remove();
});

test('an image for ingresses is made of packages, and has nothing under another name', async () => {
  const made = await workspace.gantry(`ingress-image --tag ${image} --format json`);

  expect(made, made.stderr).toMatchObject({ code: 0 });
  const { packages, ...rest } = JSON.parse(made.stdout);
  expect(rest).toMatchObject({ version: 1, image, dryRun: false });
  expect(docker('run', '--rm', image, '-v')).toContain(`HAProxy version ${packages.haproxy}`);
  expect(docker('run', '--rm', '--entrypoint', 'nft', image, '--version')).toContain('nftables v1');
  expect(docker('images', '--format', '{{.Tag}}', workspace.project)).toBe('1');
});
