import { expect, test } from 'vitest';
import { readRoute } from '../../../src/cli/copy/copy-arguments.ts';

test.each([
  ['web:/a', './b', { kind: 'out', service: 'web', from: '/a', to: './b' }],
  ['web:/a', '-', { kind: 'out', service: 'web', from: '/a', to: '-' }],
  ['-', 'web:/a', { kind: 'in', from: '-', service: 'web', to: '/a' }],
  ['./x:y', 'web:/a', { kind: 'in', from: './x:y', service: 'web', to: '/a' }],
  ['/x:y', 'web:rel', { kind: 'in', from: '/x:y', service: 'web', to: 'rel' }],
])('readRoute() finds the side of the service in `cp %s %s`', (source, target, route) => {
  expect(readRoute(source, target)).toEqual(route);
});

test.each([
  ['web:/a', 'db:/b', 'copying from one service to another is not supported'],
  ['a', 'b', 'one side has to be in a container'],
])('readRoute() refuses `cp %s %s`', (source, target, message) => {
  expect(() => readRoute(source, target)).toThrow(message);
});
