import { describe, expect, test } from 'vitest';
import { publishCommands } from '../../../scripts/release/publish-commands.ts';

const files = [
  'SHA256SUMS',
  'gantry-0.2.0-linux-x64.tar.gz',
  'npm/gantry-0.2.0.tgz',
  'npm/gantry-cli-linux-x64-0.2.0.tgz',
  'npm/gantry-cli-win32-x64-0.2.0.tgz',
];

describe('publishCommands()', () => {
  test('publishes the packages of the platforms, then the one that needs them, then the files', () => {
    expect(publishCommands('0.2.0', files).map((words) => words.join(' '))).toEqual([
      'npm publish npm/gantry-cli-linux-x64-0.2.0.tgz --access=public --tag=latest',
      'npm publish npm/gantry-cli-win32-x64-0.2.0.tgz --access=public --tag=latest',
      'npm publish npm/gantry-0.2.0.tgz --access=public --tag=latest',
      'gh release create v0.2.0 --verify-tag SHA256SUMS gantry-0.2.0-linux-x64.tar.gz',
    ]);
  });

  test('does not give a pre-release to those who ask for the latest', () => {
    const [first] = publishCommands('0.3.0-rc.1', ['npm/gantry-0.3.0-rc.1.tgz']);
    expect(first).toContain('--tag=next');
  });

  test('refuses what is not the version of a tag, and a release without its main package', () => {
    expect(() => publishCommands('0.2.1-dev.4+abc', files)).toThrow('is not the version of a tag');
    expect(() => publishCommands('0.2.1', files)).toThrow('npm/gantry-0.2.1.tgz is not there');
  });
});
