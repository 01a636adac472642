import { rmSync } from 'node:fs';
import { Writable } from 'node:stream';
import { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadCommand } from '../../src/cli/command-table.ts';
import type { Cli } from '../../src/cli/context/cli.ts';
import { terminalOf } from '../../src/cli/context/terminal.ts';
import { reportError } from '../../src/cli/report-error.ts';
import { createRenderer, type ProgressMode } from '../../src/ui/progress/create-renderer.ts';
import { aCli } from '../support/a-cli.ts';
import { aFolder } from '../support/a-folder.ts';
import { TaintedEngine, taintedFiles } from '../support/a-tainted-world.ts';

const LINE = 'L1NE-OF-ITS-OWN';
/** Goes up, clears, colours, links, fills the clipboard, turns the text round, and begins a line of its own. */
const TAINT = `\u001b[7A\u001b[2K\u001b[35m\u001b]8;;http://x\u0007link\u001b]52;c;eA==\u0007\u009b3J\u202e\u0007\r\n${LINE}`;

let folder = '';
beforeAll(() => {
  folder = aFolder(taintedFiles(TAINT));
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Ran {
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command of this line with the tainted files and engine. `-f FILE` and `--dry-run` may stand before its name. */
async function run(line: string, isTTY: boolean, progress: ProgressMode = 'plain'): Promise<Ran> {
  const written = { stdout: '', stderr: '' };
  const sink = (name: 'stdout' | 'stderr') =>
    Object.assign(
      new Writable({
        write(chunk, _encoding, done) {
          written[name] += String(chunk);
          done();
        },
      }),
      { isTTY, columns: 300, rows: 500 },
    );
  const words = line.split(' ');
  const files = words[0] === '-f' ? words.splice(0, 2).slice(1) : [];
  const dryRun = words[0] === '--dry-run' && words.shift() !== undefined;
  const [stdout, stderr] = [terminalOf(sink('stdout')), terminalOf(sink('stderr'))];
  const renderer = createRenderer(progress, stderr, { colour: isTTY });
  const cli: Cli = {
    ...aCli(folder, {
      engine: new TaintedEngine(TAINT),
      environment: { XDG_STATE_HOME: `${folder}/.state`, HOME: folder, PATH: '/usr/bin:/bin' },
      globals: { file: files, dryRun, progress: progress === 'quiet' ? 'none' : progress },
    }),
    stdout,
    stderr,
    colour: isTTY,
    errorColour: isTTY,
    renderer: () => Promise.resolve(renderer),
    loadCommand,
  };
  const [name = '', ...rest] = words.map((word) => word.replaceAll('·', ' '));
  const command = (await loadCommand(name))?.(cli);
  if (!command) throw new Error(`there is no command ${name}`);
  try {
    await command.exitOverride().parseAsync(rest, { from: 'user' });
  } catch (error) {
    await reportError(error, cli, { program: new Command(), command, words });
  }
  renderer.close();
  return written;
}

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

/** Text for people, which says so in a pipe too. */
const TEXT = [
  'ps',
  'ps -a --no-trunc',
  'ps -a --wide',
  'ps --drift --no-trunc',
  'ps --format table·{{.Name}}\\t{{.Labels}}\\t{{.Command}}',
  'images',
  'volumes',
  'top',
  'port',
  'url',
  'ls -a',
  'events',
  'why',
  'drift',
  'plan up',
  'plan down -v --remove-orphans',
  'plan build',
  '--dry-run up --force-recreate',
  '--dry-run dev',
  '--dry-run cp web:/x .',
  'explain web',
  'explain web.environment.EVIL',
  'explain web.labels',
  'explain web.command',
  "explain '$EVIL_VARIABLE'",
  'config --provenance',
  'graph --format text',
  'graph --format svg',
  'graph --format dot',
  'graph --format mermaid',
  'viz --image --networks --ports',
  'check',
  'up -d',
  'up -d nobody',
  'down -v',
  'restart',
  'stop',
  'kill',
  'rm -f -a',
  'pull',
  'build',
  'create',
  'start',
  'scale web=3',
  'commit web x',
  'wait web',
  '-f wrong.yaml up -d',
  '-f wrong.yaml check',
  '-f wrong.yaml config',
  '-f missing.yaml ps',
];

/** What scripts read: bytes as they are in a pipe. */
const DATA = [
  'ps -a --format json',
  'ps -a --drift --format json',
  'ps -a --format {{.Labels}}·{{.Label·"evil"}}·{{json·.}}',
  'ps -a --services',
  'ps -q',
  'images --format json',
  'images -q',
  'volumes --format json',
  'volumes --format {{.Labels}}',
  'volumes -q',
  'ls -a --format json',
  'ls -q',
  'events --json',
  'why --format json',
  'drift --format json',
  'plan --format json up',
  'explain web --format json',
  'config',
  'config --format json',
  'config --environment',
  'config --variables',
  'config --images',
  'graph --format json',
  'check --format json',
  'check --format sarif',
  '-f wrong.yaml check --format json',
  'logs',
  'logs -t --no-log-prefix',
  'port web 80',
];

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

test('a pipe gets the lines of containers, and the values for a template, as they are', async () => {
  expect((await run('logs', false)).stdout).toContain(`v${TAINT}`);
  expect((await run('ps -a --format {{.Label·"evil"}}', false)).stdout).toContain(`v${TAINT}`);
});
