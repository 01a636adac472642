import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';

const MODULE = new URL('../../../src/cli/page/stay-small.ts', import.meta.url).href;

/** Bytes that V8 has for young objects in a program that has made many of them. */
function youngSpace(before: string): number {
  const program = `${before}
    const { getHeapSpaceStatistics } = await import('node:v8');
    let kept = [];
    for (let at = 0; at < 300_000; at++) {
      kept.push({ at, of: [at] });
      if (kept.length > 50_000) kept = kept.slice(25_000);
    }
    console.log(getHeapSpaceStatistics().find((space) => space.space_name === 'new_space').space_size);`;
  const output = execFileSync(process.execPath, ['--input-type=module', '--eval', program], {
    encoding: 'utf8',
  });
  return Number(output);
}

test('a program that stays small keeps little room for young objects, whatever it has made', () => {
  const small = youngSpace(`(await import(${JSON.stringify(MODULE)})).staySmall();`);

  expect(small).toBeLessThan(youngSpace('') / 4);
});
