import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { bundleLauncher } from '../../../scripts/build/bundle-launcher.ts';

// Prints what it was given, and ends as it is told.
const PROGRAM = `(function(exports,require,module,__filename,__dirname){
  console.log(process.argv.slice(2).join(' ')); process.exit(process.argv.includes('fail') ? 1 : 0);
})`;

let folder = '';

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'launcher-'));
  writeFileSync(join(folder, 'gantry-main.cjs'), PROGRAM);
  writeFileSync(join(folder, 'gantry.cjs'), await bundleLauncher('id1', ['up']));
});

afterEach(() => rmSync(folder, { recursive: true }));

function run(...words: string[]): { output: string; status: number | null } {
  const { HOME: _home, NODE_OPTIONS: _options, ...environment } = process.env;
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['--', join(folder, 'gantry.cjs'), ...words],
    {
      encoding: 'utf8',
      env: { ...environment, XDG_CACHE_HOME: join(folder, 'user') },
    },
  );
  return { output: stdout + stderr, status };
}

const caches = (...names: string[]): readonly string[] => readdirSync(join(folder, ...names)).sort();
const cacheOf = (command: string): string => `id1-${process.version}-${process.arch}-${command}`;

describe('the launcher', () => {
  test('runs the program with its arguments and keeps the code of each command beside it', () => {
    expect(run('-f', 'x', 'up', '-d')).toEqual({ output: '-f x up -d\n', status: 0 });
    expect(run('--help')).toEqual({ output: '--help\n', status: 0 });
    expect(run('up')).toEqual({ output: 'up\n', status: 0 });

    expect(caches('code-cache')).toEqual([cacheOf('none'), cacheOf('up')]);
  });

  test('keeps Node from what is meant for the program when it is started by its own name', () => {
    const file = join(folder, 'gantry.cjs');
    writeFileSync(join(folder, 'evil.cjs'), "console.log('evil')");
    writeFileSync(join(folder, 'x.env'), `NODE_OPTIONS=--require=${join(folder, 'evil.cjs')}\n`);
    chmodSync(file, 0o755);
    const { NODE_OPTIONS: _options, ...environment } = process.env;
    const env = { ...environment, PATH: `${dirname(process.execPath)}:${environment.PATH}` };
    const start = (...words: string[]): string =>
      spawnSync(file, words, { encoding: 'utf8', cwd: folder, env }).stdout;

    expect(start('--env-file', 'x.env', 'up')).toBe('--env-file x.env up\n');
    expect(start('exec', 'web', 'app', '--env-file', '/in/container')).toBe(
      'exec web app --env-file /in/container\n',
    );
  });

  test('keeps nothing of a command that failed', () => {
    expect(run('up', 'fail')).toEqual({ output: 'up fail\n', status: 1 });
    expect(caches()).not.toContain('code-cache');
  });

  test('ignores a cache with a wrong bit, which would crash V8, and makes it anew', () => {
    run('up');
    const file = join(folder, 'code-cache', cacheOf('up'));
    const good = readFileSync(file);
    const bad = Buffer.from(good);
    bad.writeUInt8(bad.readUInt8(100) ^ 0xff, 100);
    for (const content of [bad, good.subarray(0, 99), Buffer.alloc(0), Buffer.alloc(100)]) {
      writeFileSync(file, content);
      expect(run('up')).toEqual({ output: 'up\n', status: 0 });
      const again = readFileSync(file);
      expect(again.subarray(0, again.length / 2).equals(again.subarray(again.length / 2))).toBe(true);
      expect(again.length).toBeGreaterThan(100);
    }
  });

  test('keeps the code in the folder of the user when the one of the program cannot be written', () => {
    writeFileSync(join(folder, 'code-cache'), 'not a folder');
    expect(run('up')).toEqual({ output: 'up\n', status: 0 });
    expect(caches('user', 'gantry', 'code-cache')).toEqual([cacheOf('up')]);
    expect(run('up')).toEqual({ output: 'up\n', status: 0 });
  });

  test('runs the program when no folder can be written', () => {
    writeFileSync(join(folder, 'code-cache'), 'not a folder');
    writeFileSync(join(folder, 'user'), 'not a folder');
    expect(run('up')).toEqual({ output: 'up\n', status: 0 });
  });

  test('does not run the code of another build, and removes it', async () => {
    run('up');
    // Of the same length, which is all that V8 compares.
    writeFileSync(join(folder, 'gantry-main.cjs'), PROGRAM.replace("join(' ')", "join('_')"));
    writeFileSync(join(folder, 'gantry.cjs'), await bundleLauncher('id2', ['up']));

    expect(run('up', '-d')).toEqual({ output: 'up_-d\n', status: 0 });
    expect(caches('code-cache')).toEqual([cacheOf('up').replace('id1', 'id2')]);
  });
});
