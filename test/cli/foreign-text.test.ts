import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ProgressMode } from '../../src/ui/progress/create-renderer.ts';
import { aFolder } from '../support/a-folder.ts';
import { TaintedEngine, taintedFiles } from '../support/a-tainted-world.ts';
import { DATA, TEXT } from '../support/all-commands.ts';
import { type Ran, runInProcess } from '../support/run-in-process.ts';

/** No token: what files say openly, too, is not hidden. */
const LINE = 'OWN-LINE';
/** Goes up, clears, colours, links, fills the clipboard, turns the text round, and begins a line of its own. */
const TAINT = `\u001b[7A\u001b[2K\u001b[35m\u001b]8;;http://x\u0007link\u001b]52;c;eA==\u0007\u009b3J\u202e\u0007\r\n${LINE}`;

let folder = '';
beforeAll(() => {
  folder = aFolder(taintedFiles(TAINT));
});
afterAll(() => rmSync(folder, { recursive: true }));

const run = (line: string, isTTY: boolean, progress: ProgressMode = 'plain'): Promise<Ran> =>
  runInProcess(line, { folder, engine: new TaintedEngine(TAINT) }, { isTTY, progress });

/** What a terminal may obey: our colours; where frames are drawn, our ways to draw them; the colours of containers. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it is about
const OURS = /\x1b\[(?:0|1|2|22|3[1-46]|39|9[0-6])m/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it is about
const FRAMES = /\x1b\[(?:\?25[lh]|K|J|[1-6]A)|\r(?=\x1b|\[)/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it is about
const THEIRS = /\x1b\[(?:31|35)m/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it is about
const OBEYED = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2028\u2029]/;

function expectHarmless({ stdout, stderr }: Ran, ours: readonly RegExp[] = [OURS]): void {
  for (const shown of [stdout, stderr]) {
    const rest = ours.reduce((text, own) => text.replaceAll(own, ''), shown);
    const at = rest.search(OBEYED);
    expect(at < 0 ? '' : rest.slice(Math.max(0, at - 100), at + 100)).toBe('');
    expect(rest.split('\n').find((line) => line.startsWith(LINE))).toBeUndefined();
  }
}

describe('a terminal obeys nothing that files or the engine say', () => {
  test.each([...TEXT, ...DATA])('gantry %s', async (line) => {
    const ran = await run(line, true);

    expect(ran.stdout + ran.stderr).not.toBe('');
    expectHarmless(ran, line.startsWith('logs') ? [OURS, THEIRS] : [OURS]);
  });

  test.each(['tty', 'json'] as const)('while a plan runs, as %s', async (progress) => {
    for (const line of ['up -d', 'down -v', 'pull', 'build'])
      expectHarmless(await run(line, true, progress), [OURS, FRAMES]);
  });

  test('unless logs are asked for as they are', async () => {
    expect((await run('logs --raw', true)).stdout).toContain('\u001b]52;c;eA==\u0007');
  });
});

test.each(TEXT)('a pipe gets no control characters of others either: gantry %s', async (line) => {
  expectHarmless(await run(line, false), []);
});

test.each(DATA.filter((line) => /json|sarif/.test(line) && !/^why|\{\{/.test(line)))(
  'what is JSON in a pipe stays JSON on a terminal: gantry %s',
  async (line) => {
    const [piped, shown] = [await run(line, false), await run(line, true)];
    const parsed = ({ stdout }: Ran): unknown[] =>
      /^[[{]\n/.test(stdout)
        ? [JSON.parse(stdout)]
        : stdout
            .trim()
            .split('\n')
            .map((text) => JSON.parse(text));

    expect(parsed(shown)).toEqual(parsed(piped));
  },
);

/** Who writes to a terminal what it has to obey, and looks through what others put in it before. */
const PAST_THE_GUARD = [
  'cli/context/terminal.ts',
  'cli/create-cli.ts',
  'cli/look/follow-stats.ts', // clears the window
  'cli/main.ts', // what docker reads of a plugin
  'cli/premature-end.ts',
  'cli/screen/full-screen.ts', // takes the terminal and gives it back
  'cli/screen/tui-session.ts', // frames, whose cells hold no control characters, and the clipboard
  'cli/terminal/write-above.ts',
  'ui/logs/log-printer.ts', // the colours of containers
  'ui/progress/tty-renderer.ts', // frames
  'ui/text/output.ts',
];

test('nobody else writes past the guard of a terminal', () => {
  const root = resolve(import.meta.dirname, '../../src');
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  const writers = files.filter((name) =>
    /writeRaw\(|process\.std(?:out|err)\.write|terminalOf\(|console\.(?:log|error|warn)/.test(
      readFileSync(join(root, name), 'utf8'),
    ),
  );

  expect(writers.sort()).toEqual(PAST_THE_GUARD);
});

test('a pipe gets the lines of containers, and the values for a template, as they are', async () => {
  expect((await run('logs', false)).stdout).toContain(`v${TAINT}`);
  expect((await run('ps -a --format {{.Label·"evil"}}', false)).stdout).toContain(`v${TAINT}`);
});
