import { afterEach, expect, test } from 'vitest';
import { freePort } from '../support/free-addresses.ts';
import { aWorkspace, docker, type Workspace } from '../support/gantry.ts';

let workspace: Workspace;
afterEach(() => workspace.remove());

test('logs merges the history of all containers by time, and takes the flags of docker compose', async () => {
  // In turns, as by the files that each finds of the other.
  const after = (file: string): string => `while ! test -e /turns/${file}; do sleep 0.05; done`;
  const say = (...words: readonly string[]): string => `sh -c '${words.join('; ')}; exec sleep 600'`;
  const turns = 'volumes: ["turns:/turns"]';
  workspace = aWorkspace('logs', {
    'compose.yaml': `services:
  a: {image: "busybox:latest", init: true, ${turns}, command: ${say('echo a1; touch /turns/1', after('2'), 'echo a2; touch /turns/3', after('4'), 'echo a3; touch /turns/5')}}
  b: {image: "busybox:latest", init: true, ${turns}, command: ${say(after('1'), 'echo b1; touch /turns/2', after('3'), 'echo b2 >&2; touch /turns/4', after('5'), 'echo done')}}
volumes: {turns: {}}
`,
  });
  await workspace.gantry('up -d');
  const follow = workspace.start('logs -f --no-log-prefix');
  await follow.until('done');
  follow.process.kill('SIGINT');
  expect((await follow.ended).code).toBe(130);

  // The engine notes the times, by when it comes to read what was written: on a busy machine not in the order of the turns.
  const linesOf = async (words: string) => (await workspace.gantry(words)).stdout.split('\n').filter(Boolean);
  const timed = await linesOf('logs -t --no-color');
  const timeOf = (line: string): string => line.split(' ').find((word) => /^\d{4}-.*Z$/.test(word)) ?? '';
  expect(timed).toEqual(timed.toSorted((a, b) => (timeOf(a) < timeOf(b) ? -1 : 1)));
  const history = await linesOf('logs --no-color');
  expect(history).toEqual(timed.map((line) => line.replace(`${timeOf(line)} `, '')));
  expect(history.toSorted()).toEqual([
    'a-1  | a1',
    'a-1  | a2',
    'a-1  | a3',
    'b-1  | b1',
    'b-1  | b2',
    'b-1  | done',
  ]);
  expect((await workspace.gantry('logs --no-log-prefix --tail 1 a')).stdout).toBe('a3\n');
  expect((await workspace.gantry('logs -t --no-log-prefix --tail 1 a')).stdout).toMatch(
    /^\d{4}-\d\d-\d\dT[\d:.]+Z a3\n$/,
  );
  expect((await workspace.gantry('logs --since 1h --until 30m')).stdout).toBe('');
});

test('logs shows what can be read, and warns of a container whose log cannot be', async () => {
  workspace = aWorkspace('no-log', {
    'compose.yaml': `services:
  mute: {image: "busybox:latest", command: echo unheard, logging: {driver: none}}
  web: {image: "busybox:latest", command: echo heard}
`,
  });
  await workspace.gantry('up -d');
  docker('wait', `${workspace.project}-web-1`);

  const { code, stdout, stderr } = await workspace.gantry('logs --no-log-prefix');

  expect([code, stdout]).toEqual([0, 'heard\n']);
  expect(stderr).toContain(`no log of ${workspace.project}-mute-1 can be read`);
  expect((await workspace.gantry('up')).stderr).toMatch(/^mute-1 +\| \(cannot be read:/m);
});

test('logs -f loses and doubles no line while containers restart, are replaced and are added', async () => {
  const file = (value: number, more = ''): string => `services:
  counter:
    image: busybox:latest
    environment: {RUN: "${value}"}
    command: sh -c 'trap "exit 0" TERM; i=0; while [ $$i -lt 200 ]; do i=$$((i+1)); echo run $$RUN line $$i; sleep 0.01; done; sleep 600 & wait'
${more}`;
  workspace = aWorkspace('follow', { 'compose.yaml': file(1) });
  await workspace.gantry('up -d');
  const follow = workspace.start('logs -f --no-log-prefix');
  await follow.until('run 1 line 200');
  await workspace.gantry('restart -t 1');
  workspace.write(
    'compose.yaml',
    file(
      2,
      '  late: {image: "busybox:latest", init: true, command: sh -c "echo late arrival; exec sleep 600"}\n',
    ),
  );
  await workspace.gantry('up -d -t 1');
  await follow.until('run 2 line 200');
  await follow.until('late arrival');
  await workspace.gantry('down -t 1');
  const { stdout, code } = await follow.ended;

  expect(code).toBe(0);
  const lines = stdout.split('\n').filter((line) => line.startsWith('run 2'));
  expect(lines).toEqual(Array.from({ length: 200 }, (_, i) => `run 2 line ${i + 1}`));
  const first = stdout.split('\n').filter((line) => line === 'run 1 line 1');
  expect(first).toHaveLength(2); // once for each of its two runs
});

test('ps shows what docker compose shows, in its table and its JSON', async () => {
  workspace = aWorkspace('ps', {
    'compose.yaml': `services:
  web: {image: "busybox:latest", init: true, command: sleep 600, ports: ["127.0.0.1:${await freePort()}:80"], labels: {mine: "1"}}
  job: {image: "busybox:latest", command: sh -c "exit 3"}
`,
  });
  await workspace.gantry('up -d');
  docker('wait', `${workspace.project}-job-1`);

  for (const words of ['ps', 'ps -a', 'ps --services', 'ps -aq --no-trunc', 'ps -a --status exited']) {
    const sorted = (text: string): readonly string[] => timeless(text).split('\n').sort();
    expect(sorted((await workspace.gantry(words)).stdout), words).toEqual(
      sorted(workspace.compose(words).stdout),
    );
  }
  const records = (text: string) =>
    text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(timeless(line)))
      .map((record) => ({ ...record, Labels: record.Labels.split(',').sort() }))
      .sort((a, b) => (a.Name < b.Name ? -1 : 1));
  expect(records((await workspace.gantry('ps -a --format json')).stdout)).toEqual(
    records(workspace.compose('ps -a --format json').stdout),
  );
});

/** Without what differs from one moment to the next. */
function timeless(text: string): string {
  return text
    .replace(/(About an? \w+|Less than a second|\d+ \w+)( ago|(?=\s|"))/g, '<age>')
    .replace(/ {2,}/g, '  ');
}
