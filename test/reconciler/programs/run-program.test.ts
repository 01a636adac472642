import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { findProvider, isProgram } from '../../../src/reconciler/programs/find-provider.ts';
import { type ProgramOptions, runProgram } from '../../../src/reconciler/programs/run-program.ts';

const folder = mkdtempSync(join(tmpdir(), 'gantry-programs-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('runProgram()', () => {
  /** Runs a script with node; `said` has the lines that it writes. */
  async function run(script: string, more: Partial<ProgramOptions> = {}) {
    const said: string[] = [];
    const ran = await runProgram(process.execPath, ['-e', script], {
      environment: new Map(),
      signal: new AbortController().signal,
      onLine: (line) => void said.push(line),
      onErrorLine: (line) => void said.push(`error ${line}`),
      ...more,
    });
    return { ...ran, said };
  }

  test('tells what the program wrote, its last line too, and how it ended', async () => {
    const script = 'process.stdout.write("a\\nb"); process.stderr.write("oops\\nmore"); process.exitCode = 3';
    const { exitCode, lastErrors, said } = await run(script);

    expect({ exitCode, lastErrors }).toEqual({ exitCode: 3, lastErrors: 'oops\nmore' });
    expect([...said].sort()).toEqual(['a', 'b', 'error more', 'error oops']);
  });

  test('gives it the variables over those of this process, and no input', async () => {
    const script =
      'process.stdin.on("data", () => {}).on("end", () => console.log(process.env.COLOR, process.env.PATH !== undefined))';

    expect((await run(script, { environment: new Map([['COLOR', 'blue']]) })).said).toEqual(['blue true']);
  });

  test('knows no exit code of one that a signal ended', async () => {
    expect((await run('process.kill(process.pid, "SIGKILL")')).exitCode).toBeUndefined();
  });

  test('reads no further than its lines are taken, and ends it with what refuses them', async () => {
    const script = 'const more = () => process.stdout.write("x".repeat(999) + "\\n", more); more()';
    let taken = 0;
    const onLine = async (): Promise<void> => {
      taken++;
      if (taken === 1000) throw new Error('enough');
      await new Promise(setImmediate);
    };

    await expect(run(script, { onLine })).rejects.toThrow('enough');
    expect(taken).toBe(1000);
  });

  test('fails where there is no such program, and when it is interrupted', async () => {
    const options = { environment: new Map(), onLine: () => {} };
    const signal = new AbortController().signal;

    await expect(runProgram(join(folder, 'nothing'), [], { ...options, signal })).rejects.toThrow('ENOENT');
    await expect(
      runProgram(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], {
        ...options,
        signal: AbortSignal.abort(),
      }),
    ).rejects.toThrow('aborted');
  });
});

describe('findProvider()', () => {
  const install = (name: string, mode: number): string => {
    const path = join(folder, name);
    writeFileSync(path, '', { mode });
    return path;
  };
  const there = install('gantry-test-cloud', 0o755);
  install('gantry-test-text', 0o644);
  install('compose', 0o755);
  const find = (
    type: string,
    path: string | undefined = [join(folder, 'none'), '', folder].join(delimiter),
  ) => findProvider(type, 'db', path);

  test('finds a program in the folders of the path', () => {
    expect(find('gantry-test-cloud')).toBe(there);
    expect(isProgram(there)).toBe(true);
    expect(isProgram(join(folder, 'gantry-test-text'))).toBe(false);
  });

  test.each(['gantry-test-text', 'gantry-test-nothing', 'compose', './gantry-test-cloud', 'a\\b'])(
    'takes %s for no provider',
    (type) => {
      expect(() => find(type)).toThrow(
        expect.objectContaining({
          code: 'provider-not-found',
          message: `service "db" is provided by "${type}", which is neither a plugin of the docker command nor a program on the path`,
          hint: `install docker-${type} or ${type}, or correct provider.type`,
          about: { of: ['services', 'db'], settings: ['provider.type'] },
        }),
      );
    },
  );

  test('looks nowhere else where there is no path', () => {
    expect(() => find('gantry-test-cloud', '')).toThrow('neither a plugin');
    expect(() => findProvider('gantry-test-cloud', 'db', undefined)).toThrow('neither a plugin');
  });
});
