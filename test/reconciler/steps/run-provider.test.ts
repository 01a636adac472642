import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { commandHint } from '../../../src/diagnostics/hint.ts';
import type { OperationOf } from '../../../src/model/operation.ts';
import { runProvider } from '../../../src/reconciler/steps/run-provider.ts';

const folder = mkdtempSync(join(tmpdir(), 'gantry-provider-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A program that tells its metadata, and does this for everything else; it is called after the test. */
function install(type: string, script: string, metadata?: object): void {
  const about = metadata === undefined ? 'exit 1' : `echo '${JSON.stringify(metadata)}'; exit 0`;
  writeFileSync(join(folder, type), `#!/bin/sh\nif [ "$2" = metadata ]; then ${about}; fi\n${script}\n`, {
    mode: 0o755,
  });
}

async function run(type: string, more: Partial<OperationOf<'run-provider'>> = {}) {
  const said: string[] = [];
  let released = 0;
  const operation = {
    kind: 'run-provider',
    service: 'my-db',
    verb: 'up',
    type,
    options: [],
    project: 'app',
    environment: new Map([['PATH', `${folder}:/usr/bin:/bin`]]),
    ...more,
  } as const;
  const given = await runProvider(operation, {
    signal: new AbortController().signal,
    releaseSlot: () => released++,
    onProgress: ({ text }) => void said.push(text),
  });
  return { said, given: [...given], released };
}

const echo = (...messages: readonly object[]): string =>
  messages.map((message) => `echo '${JSON.stringify(message)}'`).join('\n');

describe('runProvider()', () => {
  test('gives the variables that the program sets, and shows what it says', async () => {
    install(
      'gantry-t-sets',
      `${echo(
        { type: 'info', message: 'one moment' },
        { type: 'debug', message: 'never mind' },
        { type: 'setenv', message: 'URL=a=b' },
        { type: 'rawsetenv', message: 'REGION=north' },
      )}\necho 'by the way' >&2`,
    );
    const { said, given, released } = await run('gantry-t-sets');

    expect(given).toEqual([
      ['MY-DB_URL', 'a=b'],
      ['REGION', 'north'],
    ]);
    expect([...said].sort()).toEqual(['by the way', 'one moment']);
    expect(released).toBe(1);
  });

  const words = 'printf \'{"type":"info","message":"%s"}\\n\' "$*"';
  const options = [
    ['size', ['10', '20']],
    ['color', ['red']],
  ] as const;

  test('passes all options to a program that does not say which it takes', async () => {
    install('gantry-t-words', words);

    expect((await run('gantry-t-words', { options })).said).toEqual([
      'compose --project-name=app up --size=10 --size=20 --color=red my-db',
    ]);
  });

  test('passes only those options that the program says it takes', async () => {
    install('gantry-t-picky', words, { up: { parameters: [{ name: 'color' }, 'odd'] }, down: {} });

    expect((await run('gantry-t-picky', { options })).said).toEqual([
      'compose --project-name=app up --color=red my-db',
    ]);
    expect((await run('gantry-t-picky', { options, verb: 'down' })).said).toEqual([
      'compose --project-name=app down my-db',
    ]);
  });

  test('asks for an option that the program demands', async () => {
    const parameters = [
      { name: 'color', required: false },
      { name: 'size', required: true },
    ];
    install('gantry-t-strict', words, { up: { parameters } });

    await expect(run('gantry-t-strict')).rejects.toMatchObject({
      code: 'bad-usage',
      message: 'service "my-db": gantry-t-strict needs the option "size"',
      hint: 'write it under provider.options',
      about: { settings: ['provider.options', 'provider'] },
    });
    expect((await run('gantry-t-strict', { options })).said).toHaveLength(1);
  });

  test('tells only those programs to stop that know what that is', async () => {
    install('gantry-t-stops', words, { stop: {} });
    install('gantry-t-goes-on', words, { up: {} });

    expect((await run('gantry-t-stops', { verb: 'stop' })).said).toEqual([
      'compose --project-name=app stop my-db',
    ]);
    expect((await run('gantry-t-goes-on', { verb: 'stop' })).said).toEqual([]);
    expect((await run('gantry-t-words', { verb: 'stop' })).said).toEqual([]);
  });

  test.each([
    ['metadata', '', undefined],
    ['variables', 'yes \'{"type":"setenv","message":"A=b"}\'', {}],
  ])('ends a program that tells %s without an end', async (what, script, metadata) => {
    const type = `gantry-t-endless-${what}`;
    if (metadata) install(type, script, metadata);
    else writeFileSync(join(folder, type), '#!/bin/sh\nexec yes\n', { mode: 0o755 });

    await expect(run(type)).rejects.toMatchObject({
      code: 'provider-failed',
      message: `${type} could not create service "my-db": it tells more than 16 MiB`,
    });
  });

  test('takes metadata that is no map for none', async () => {
    install('gantry-t-list', words, []);

    expect((await run('gantry-t-list', { options })).said).toEqual([
      'compose --project-name=app up --size=10 --size=20 --color=red my-db',
    ]);
  });

  test.each<readonly [string, string, string, string]>([
    [
      'a',
      echo({ type: 'error', message: 'no credit' }, { type: 'error', message: 'more' }),
      'up',
      'no credit',
    ],
    ['b', 'echo hello', 'up', 'its output is not a message: hello'],
    ['c', 'echo broken >&2; exit 3', 'down', 'broken'],
    ['d', 'exit 3', 'up', 'it ended with exit code 3'],
    ['e', 'kill -9 $$', 'up', 'it ended with a signal'],
  ])('fails with the reason of the program (%s)', async (name, script, verb, why) => {
    const type = `gantry-t-fails-${name}`;
    install(type, script);
    const deed = verb === 'up' ? 'create' : 'remove';

    await expect(run(type, verb === 'up' ? {} : { verb: 'down' })).rejects.toMatchObject({
      code: 'provider-failed',
      message: `${type} could not ${deed} service "my-db": ${why}`,
      hint: [
        'run it by hand: ',
        commandHint(join(folder, type), 'compose', '--project-name=app', verb, 'my-db'),
      ],
      about: { settings: ['provider.options', 'provider'] },
    });
  });
});
