import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { EXIT } from '../../src/cli/context/exit-codes.ts';

test('refusePrematureEnd() makes a failure of an end that comes while something is still awaited', () => {
  const module = new URL('../../src/cli/premature-end.ts', import.meta.url).href;
  const script = `(await import('${module}')).refusePrematureEnd(); new Promise(() => {}).then(() => process.exit(0));`;

  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
  });

  expect(stderr).toContain('internal: the command ended before it was done');
  expect(status).toBe(EXIT.internal);
});
