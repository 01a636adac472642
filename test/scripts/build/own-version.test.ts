import { expect, test } from 'vitest';
import { bundleProgram } from '../../../scripts/build/bundle-program.ts';

test('bundleProgram() has the version it is given, and of package.json nothing else', async () => {
  const { text } = await bundleProgram('7.8.9-dev.1+abc');
  expect(text).toContain('7.8.9-dev.1+abc');
  expect(text).not.toContain('allowScripts');
  expect(text).not.toContain('devDependencies');
});
