import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aWorkspace, programScript, type Workspace } from '../support/gantry.ts';
import { ctrl, shellInTerminal, type TerminalRun } from '../support/terminal.ts';

/** With all that must not be in the way: an unset variable, a missing file, a service that is switched off. */
const FILES = {
  'compose.yaml': `services:
  web: {image: "busybox:\${NOBODY_SET:?it}"}
  worker: {image: busybox, env_file: [missing.env]}
  debug: {image: busybox, profiles: [tools]}
`,
  'other.yaml': 'services: {}\n',
  'folder/x': '',
  fox: '',
};

let workspace: Workspace;
beforeAll(() => {
  workspace = aWorkspace('completion', { ...FILES, 'bin/.keep': '' });
  const file = join(workspace.folder, 'bin/gantry');
  writeFileSync(file, programScript);
  chmodSync(file, 0o755);
});
afterAll(() => workspace.remove());

/** No engine: names of services come from the files alone. */
const shell = (program: string, ...words: readonly string[]): string =>
  execFileSync(program, words, {
    cwd: workspace.folder,
    encoding: 'utf8',
    env: {
      ...process.env,
      PATH: `${join(workspace.folder, 'bin')}:${process.env.PATH}`,
      DOCKER_HOST: 'unix:///nowhere.sock',
      HOME: workspace.folder,
    },
  });

/** What becomes of a line when the tab key is pressed. */
const COMPLETED: readonly (readonly [typed: string, becomes: string])[] = [
  ['gantry dow', 'gantry down '],
  ['gantry up wo', 'gantry up worker '],
  ['gantry logs de', 'gantry logs debug '],
  ['gantry --profile ', 'gantry --profile tools '],
  ['gantry up --no-dep', 'gantry up --no-deps '],
  ['gantry -f oth', 'gantry -f other.yaml '],
  ['gantry -f fol', 'gantry -f folder/'],
  ['gantry --file=oth', 'gantry --file=other.yaml '],
  ['gantry --project-directory=fol', 'gantry --project-directory=folder/'],
  ['gantry --project-directory fo', 'gantry --project-directory folder/'],
  ['gantry --progress=pl', 'gantry --progress=plain '],
  ['gantry up --scale=wo', 'gantry up --scale=worker='],
  ['gantry scale wo', 'gantry scale worker='],
  ['gantry cp wo', 'gantry cp worker:'],
  ['gantry plan run wo', 'gantry plan run worker '],
  ['gantry run --entrypoint "sh -c" wo', 'gantry run --entrypoint "sh -c" worker '],
  ['A=1 gantry up wo', 'A=1 gantry up worker '],
  ['bin/gantry up wo', 'bin/gantry up worker '],
  ['dc up wo', 'dc up worker '],
];

/** The shell as somebody has it before them. Ctrl-X writes down what stands in the line and empties it. */
const PROMPTS = {
  bash: {
    start: 'bash --norc --noprofile -i',
    load: 'source <(gantry completion bash); complete -F __gantry_complete dc',
    keep: `keep() { printf '%s\\n' "$READLINE_LINE" >>lines; READLINE_LINE=; echo KEPT; }; bind -x '"\\C-x": keep'`,
  },
  zsh: {
    start: 'zsh -f -i',
    load: 'autoload -Uz compinit; compinit -u; source <(gantry completion zsh)',
    keep: `keep() { print -r -- "$BUFFER" >>lines; BUFFER=; zle -I; print KEPT }; zle -N keep; bindkey '^X' keep`,
  },
} as const;

async function atPrompt({
  start,
  load,
  keep,
}: Record<'start' | 'load' | 'keep', string>): Promise<TerminalRun> {
  const alone = `PATH="$PWD/bin:$PATH" DOCKER_HOST=unix:///nowhere.sock HOME="$PWD"`;
  const prompt = shellInTerminal(workspace, `exec env ${alone} ${start}`);
  // What is typed is shown too, so the word that is waited for is typed in two parts.
  prompt.type(`${load}; ${keep}; alias dc="gantry -f compose.yaml"; echo REA''DY\r`);
  await prompt.until('READY');
  return prompt;
}

const lastLine = (): string | undefined =>
  readFileSync(join(workspace.folder, 'lines'), 'utf8').split('\n').at(-2);

describe.each(Object.entries(PROMPTS))('in %s', (_, shell) => {
  let prompt: TerminalRun;
  beforeAll(async () => {
    prompt = await atPrompt(shell);
  });
  afterAll(async () => {
    prompt.type('exit\r');
    await prompt.ended;
  });

  test.each(COMPLETED)('the tab key completes %j', async (typed, becomes) => {
    prompt.type(`${typed}\t${ctrl('x')}`);
    await prompt.until('KEPT');

    expect(lastLine()).toBe(becomes);
  });

  test('the tab key shows what there is to choose from', async () => {
    prompt.type('gantry up w\t\t');
    for (const service of ['web', 'worker']) await prompt.until(service);
    prompt.type(ctrl('x'));
    await prompt.until('KEPT');
  });
});

test('zsh takes the script as a file in its fpath too, at the first use', async () => {
  const files =
    'mkdir fp; gantry completion zsh >fp/_gantry; fpath=($PWD/fp $fpath); autoload -Uz compinit; compinit -u';
  const prompt = await atPrompt({ ...PROMPTS.zsh, load: files });
  prompt.type(`gantry up wo\t${ctrl('x')}`);
  await prompt.until('KEPT');
  prompt.type('exit\r');
  await prompt.ended;

  expect(lastLine()).toBe('gantry up worker ');
});

const FOUND: readonly (readonly [line: string, found: readonly string[]])[] = [
  ['gantry dow', ['down']],
  ['gantry up w', ['web', 'worker']],
  ['gantry logs de', ['debug']],
  ['gantry --profile ', ['tools']],
  ['gantry up --no-dep', ['--no-deps']],
  ['gantry -f oth', ['other.yaml']],
];

describe('gantry completion fish', () => {
  test.each(FOUND)('completes %j', (line, found) => {
    const script = 'gantry completion fish | source; complete -C $argv[1]';
    const answers = shell('fish', '--no-config', '-c', script, line).trim().split('\n');

    expect(answers.map((answer) => answer.split('\t')[0]).sort()).toEqual([...found].sort());
  });
});
