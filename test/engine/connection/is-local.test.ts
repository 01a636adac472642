import { expect, test } from 'vitest';
import { isLocal } from '../../../src/engine/connection/is-local.ts';

test.each([
  ['unix:///var/run/docker.sock', true],
  ['npipe:////./pipe/docker_engine', true],
  ['tcp://127.0.0.1:2375', false],
  ['ssh://me@far', false],
])('isLocal() tells an engine of this machine by how it is reached: %s', (endpoint, local) => {
  expect(isLocal({ endpoint })).toBe(local);
});
