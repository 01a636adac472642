import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { ask } from '../../scripts/setup/engine-api.ts';
import { listAt, textAt } from '../../scripts/setup/json.ts';
import { removePaths, removeThoroughly } from '../../scripts/setup/removal.ts';
import { shellWord } from '../../src/util/shell-word.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** As `DOCKER_HOST` says it. */
export const ENGINE = process.env.DOCKER_HOST ?? 'unix:///var/run/docker.sock';

/** Where published ports answer. */
export const PUBLISHED_HOST = process.env.GANTRY_PUBLISHED_HOST ?? '127.0.0.1';

/** The bundled program, or the single executable: the suite runs against both. */
export const PROGRAM: readonly string[] =
  process.env.GANTRY_TEST_PROGRAM === 'executable'
    ? [join(ROOT, 'dist/gantry')]
    : [process.execPath, '--', join(ROOT, 'dist/gantry.cjs')];

/** A script of the shell that is the program. */
export const programScript = `#!/bin/sh\nexec ${PROGRAM.map(shellWord).join(' ')} "$@"\n`;

interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder with files in it, as a user has it, and the programs run there. */
export interface Workspace {
  readonly folder: string;
  /** Unique to this test. */
  readonly project: string;
  write(path: string, text: string): void;
  /** @param words a line, split at blanks; as a list where one of them can have blanks, as a path can */
  gantry(words: string | readonly string[], env?: Readonly<Record<string, string>>): Promise<Ran>;
  /** A run that goes on, for signals and streams. */
  start(words: string | readonly string[], env?: Readonly<Record<string, string>>): Running;
  compose(words: string, env?: Readonly<Record<string, string>>): Ran;
  /** What a failed test leaves running would make anew what `remove` takes away: that ends it first. */
  beforeRemoval(end: () => Promise<unknown>): void;
  /**
   * Takes away all that the engine has of the project, these volumes without a name too, and the folder. Error: something stays.
   */
  remove(anonymous?: Iterable<string>): Promise<void>;
}

interface Running {
  readonly process: ChildProcess;
  /** Resolves when the output so far has `text` in it; rejects with the output when the program ends before. */
  until(text: string): Promise<void>;
  readonly ended: Promise<Ran>;
}

/**
 * A workspace for the test `name`; `files` are written into it.
 *
 * @param program what `gantry` and `start` run
 */
export function aWorkspace(
  name: string,
  files: Readonly<Record<string, string>>,
  program: readonly string[] = PROGRAM,
): Workspace {
  const folder = mkdtempSync(join(tmpdir(), 'gantry-test-'));
  const project = `gt-${name}-${process.pid}`;
  const environment = {
    ...process.env,
    NO_COLOR: '1',
    COMPOSE_PROJECT_NAME: project,
    // What is remembered of a project goes with the folder.
    XDG_STATE_HOME: join(folder, '.state'),
    XDG_CACHE_HOME: join(folder, '.cache'),
    // Only a few tests are about it, and each change would take a call more.
    GANTRY_HISTORY: process.env.GANTRY_HISTORY ?? '0',
  };
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  for (const [path, text] of Object.entries(files)) write(path, text);
  const endings: (() => Promise<unknown>)[] = [];
  const start = (words: string | readonly string[], env?: Readonly<Record<string, string>>): Running => {
    const running = startProgram(program, words, folder, { ...environment, ...env });
    endings.push(() => kill(running.process));
    return running;
  };

  return {
    folder,
    project,
    write,
    // Never blocking: a proxy that the program talks to may live in this process.
    gantry: (words, env) => start(words, env).ended,
    start,
    compose: (words, env) => runToEnd('docker-compose', words, folder, { ...environment, ...env }),
    beforeRemoval: (end) => void endings.push(end),
    remove: async (anonymous = []) => {
      await Promise.all(endings.splice(0).map((end) => end()));
      const noted = [...anonymous].map(pathOfVolume);
      await removeThoroughly(ENGINE, async () => [...(await pathsOf(project)), ...noted.splice(0)]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Resolves when it has ended: until then it may ask the engine for something. */
async function kill(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}

/**
 * Where the engine has what is of the project: by labels, as the files may be broken by now, or not name what was started with
 * other profiles or files; and images that were built for it, with its label or under the names that are made of the project's.
 */
async function pathsOf(project: string): Promise<readonly string[]> {
  const [inContainers, inNetworks, inVolumes] = await Promise.all(
    ['/containers/json?all=1', '/networks', '/volumes'].map((path) => listOf(path, instancesOf(project))),
  );
  const instances = [...(inContainers ?? []), ...(inNetworks ?? []), ...(inVolumes ?? [])].flatMap(
    (item) => textAt(item, 'Labels', 'com.docker.compose.project') ?? [],
  );
  const paths = [project, ...new Set(instances)].map(pathsOfOne);
  return [...new Set((await Promise.all(paths)).flat())];
}

async function pathsOfOne(project: string): Promise<readonly string[]> {
  const [containers, histories, networks, volumes, locks, kept, named, labelled] = await Promise.all([
    listOf('/containers/json?all=1', ofProject(project)),
    listOf('/containers/json?all=1', historyOf(project)),
    listOf('/networks', ofProject(project)),
    listOf('/volumes', ofProject(project)),
    listOf('/volumes', locksOf(project)),
    listOf('/volumes', historyOf(project)),
    listOf('/images/json', { reference: [`${project}-*`, `${project}_*`] }),
    listOf('/images/json', ofProject(project)),
  ]);
  // Those that a replacement took over do not go with a container.
  const mounts = textsAt(
    containers.flatMap((container) => listAt(container, 'Mounts')),
    'Name',
  ).filter((name) => /^[\da-f]{64}$/.test(name));
  // An image may have names of somebody else beside these.
  const tags = named
    .flatMap((image) => listAt(image, 'RepoTags').map(String))
    .filter((tag) => [`${project}-`, `${project}_`].some((start) => tag.startsWith(start)));
  return [
    ...textsAt([...containers, ...histories], 'Id').map(pathOfContainer),
    ...textsAt(networks, 'Id').map((id) => `/networks/${id}`),
    ...[...mounts, ...textsAt([...volumes, ...locks, ...kept], 'Name')].map(pathOfVolume),
    ...[...tags, ...textsAt(labelled, 'Id')].map((image) => `/images/${image}?force=1`),
  ];
}

const pathOfContainer = (container: string): string => `/containers/${container}?force=1&v=1`;
const pathOfVolume = (volume: string): string => `/volumes/${volume}`;

/** By what the engine deletes it by (`/networks/NAME`), for what no project has; what is gone already is fine. Error: what stays. */
export const removeFromEngine = (...paths: readonly string[]): Promise<void> => removePaths(ENGINE, paths);

/** By name or id, running or not, with their volumes without a name. Error: what stays. */
export const removeContainers = (...containers: readonly string[]): Promise<void> =>
  removeFromEngine(...containers.map(pathOfContainer));

function runToEnd(program: string, words: string, cwd: string, env: NodeJS.ProcessEnv): Ran {
  const result = spawnSync(program, words.split(' '), { cwd, env, encoding: 'utf8' });
  if (result.error) throw result.error;
  return { code: result.status, stdout: result.stdout, stderr: result.stderr };
}

function startProgram(
  program: readonly string[],
  words: string | readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
): Running {
  const [command = '', ...first] = program;
  const child = spawn(command, [...first, ...(typeof words === 'string' ? words.split(' ') : words)], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  const listeners = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
      for (const listener of listeners) listener();
    });
  }
  const ended = new Promise<Ran>((done) => {
    child.on('close', (code) => done({ code, ...output }));
  });
  const until = (text: string): Promise<void> =>
    new Promise((found, failed) => {
      const look = (): void => {
        if (!`${output.stdout}${output.stderr}`.includes(text)) return;
        listeners.delete(look);
        found();
      };
      listeners.add(look);
      look();
      void ended.then(() => failed(new Error(`ended without "${text}":\n${output.stdout}${output.stderr}`)));
    });
  return { process: child, until, ended };
}

/** Runs the docker command line. Error: what it printed. */
export function docker(...words: readonly string[]): string {
  const result = spawnSync('docker', words, { encoding: 'utf8' });
  if (result.status !== 0) throw new Error(`docker ${words.join(' ')}: ${result.stderr}`);
  return result.stdout.trim();
}

/** What the engine says of every container of a project. */
export async function inspectionsOf(project: string): Promise<readonly unknown[]> {
  const containers = await listOf('/containers/json?all=1', ofProject(project));
  return Promise.all(textsAt(containers, 'Id').map((id) => answerOf('GET', `/containers/${id}/json`)));
}

/** Name → id and start time of every container of a project: a container that was touched differs. */
export async function containersOf(project: string): Promise<Readonly<Record<string, string>>> {
  return Object.fromEntries(
    (await inspectionsOf(project)).map((container) => [
      textAt(container, 'Name')?.slice(1) ?? '',
      `${textAt(container, 'Id')?.slice(0, 12)} ${textAt(container, 'State', 'StartedAt')}`,
    ]),
  );
}

/** Everything that a project has on the engine, one line each. */
export async function leftovers(project: string): Promise<readonly string[]> {
  const [containers, networks, volumes, locks] = await Promise.all([
    ofProjectAndInstances('/containers/json?all=1', project),
    ofProjectAndInstances('/networks', project),
    ofProjectAndInstances('/volumes', project),
    listOf('/volumes', locksOf(project)),
  ]);
  const told = (kind: string, names: readonly string[]): readonly string[] =>
    names.map((name) => `${kind} ${name}`).sort();
  return [
    ...told(
      'container',
      containers.map((container) => String(listAt(container, 'Names')[0]).slice(1)),
    ),
    ...told('network', textsAt(networks, 'Name')),
    ...told('volume', textsAt(volumes, 'Name')),
    ...told('lock', textsAt(locks, 'Name')),
  ];
}

type Filters = Readonly<Record<string, readonly string[]>>;

const ofProject = (project: string): Filters => ({ label: [`com.docker.compose.project=${project}`] });

/** What it has itself, and what all instances of it have. */
async function ofProjectAndInstances(path: string, project: string): Promise<readonly unknown[]> {
  return (await Promise.all([listOf(path, ofProject(project)), listOf(path, instancesOf(project))])).flat();
}

/** Its copies, which are projects of their own. */
const instancesOf = (project: string): Filters => ({ label: [`gantry.instance.of=${project}`] });

/** The lock of a project, and what belongs to it. */
const historyOf = (project: string): Filters => ({ label: [`gantry.history=${project}`] });

const locksOf = (project: string): Filters => ({ label: [`gantry.lock.project=${project}`] });

/** Over its API, which costs a hundredth of a run of docker: each test asks for this a dozen times. */
async function listOf(path: string, filters: Filters): Promise<readonly unknown[]> {
  const query = `filters=${encodeURIComponent(JSON.stringify(filters))}`;
  const answer = await answerOf('GET', `${path}${path.includes('?') ? '&' : '?'}${query}`);
  return path === '/volumes' ? listAt(answer, 'Volumes') : listAt(answer);
}

/** Error: what the engine says, unless the object is not there. */
async function answerOf(method: string, path: string): Promise<unknown> {
  const { status, body } = await ask(ENGINE, method, path);
  if (status >= 400 && status !== 404) throw new Error(`${method} ${path}: ${body}`);
  return body === '' ? undefined : JSON.parse(body);
}

const textsAt = (items: readonly unknown[], key: string): readonly string[] =>
  items.flatMap((item) => textAt(item, key) ?? []);

/** By name without the project's: the state of each container that the engine has of it. */
export function statesOf(project: string): Readonly<Record<string, string>> {
  const lines = docker(
    ...['ps', '--all', '--filter', `label=com.docker.compose.project=${project}`],
    ...['--format', '{{.Names}} {{.State}}'],
  );
  return Object.fromEntries(
    lines
      .split('\n')
      .filter(Boolean)
      .map((line) => line.replace(`${project}-`, '').split(' ')),
  );
}
