import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

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
  gantry(words: string, env?: Readonly<Record<string, string>>): Promise<Ran>;
  /** A run that goes on, for signals and streams. */
  start(words: string, env?: Readonly<Record<string, string>>): Running;
  compose(words: string, env?: Readonly<Record<string, string>>): Ran;
  /** Takes away all that the engine has of the project, and the folder. Error: something stays. */
  remove(): void;
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
  };
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  for (const [path, text] of Object.entries(files)) write(path, text);
  const children = new Set<ChildProcess>();
  const start = (words: string, env?: Readonly<Record<string, string>>): Running => {
    const running = startProgram(program, words, folder, { ...environment, ...env });
    children.add(running.process);
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
    remove: () => {
      // What a failed test leaves running would make anew what is removed here.
      for (const child of children) child.kill('SIGKILL');
      removeObjects(project);
      removeImages(project);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/**
 * By labels, as the files may be broken by now, or not name what was started with other profiles or files. Error: what is
 * there all the same.
 */
function removeObjects(project: string): void {
  const ids = named(docker('ps', '-aq', ...ofProject(project)));
  if (ids.length > 0) {
    // `rm -v` leaves those that a replacement took over.
    const mounts = docker('inspect', '--format', '{{range .Mounts}}{{.Name}} {{end}}', ...ids).split(/\s+/);
    docker('rm', '-fv', ...ids);
    const anonymous = new Set(mounts.filter((name) => /^[\da-f]{64}$/.test(name)));
    if (anonymous.size > 0) docker('volume', 'rm', '-f', ...anonymous);
  }
  const networks = named(docker('network', 'ls', '-q', ...ofProject(project)));
  if (networks.length > 0) docker('network', 'rm', ...networks);
  const volumes = [ofProject(project), locksOf(project)].flatMap((filter) =>
    named(docker('volume', 'ls', '-q', ...filter)),
  );
  if (volumes.length > 0) docker('volume', 'rm', ...volumes);
  const left = leftovers(project);
  if (left.length > 0) throw new Error(`left on the engine: ${left.join(', ')}`);
}

/** What was built for it: with its label, or under the names that are made of the project's. */
function removeImages(project: string): void {
  const images = ['-', '_'].flatMap((separator) =>
    named(docker('image', 'ls', '--format', '{{.Repository}}:{{.Tag}}', `${project}${separator}*`)),
  );
  const tagged = images.filter((image) => !image.endsWith(':<none>'));
  if (tagged.length > 0) docker('image', 'rm', '-f', ...tagged);
  const labelled = new Set(named(docker('image', 'ls', '-q', ...ofProject(project))));
  if (labelled.size > 0) docker('image', 'rm', '-f', ...labelled);
}

function runToEnd(program: string, words: string, cwd: string, env: NodeJS.ProcessEnv): Ran {
  const result = spawnSync(program, words.split(' '), { cwd, env, encoding: 'utf8' });
  if (result.error) throw result.error;
  return { code: result.status, stdout: result.stdout, stderr: result.stderr };
}

function startProgram(
  program: readonly string[],
  words: string,
  cwd: string,
  env: NodeJS.ProcessEnv,
): Running {
  const [command = '', ...first] = program;
  const child = spawn(command, [...first, ...words.split(' ')], {
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

/** Name → id and start time of every container of a project: a container that was touched differs. */
export function containersOf(project: string): Readonly<Record<string, string>> {
  const ids = named(docker('ps', '-aq', ...ofProject(project)));
  if (ids.length === 0) return {};
  const lines = docker('inspect', '--format', '{{.Name}} {{.Id}} {{.State.StartedAt}}', ...ids).split('\n');
  return Object.fromEntries(
    lines
      .map((line) => line.split(' '))
      .map(([name = '', id = '', started = '']) => [name.slice(1), `${id.slice(0, 12)} ${started}`]),
  );
}

/** Everything that a project has on the engine, one line each. */
export function leftovers(project: string): readonly string[] {
  const told = (kind: string, text: string): readonly string[] =>
    named(text)
      .map((name) => `${kind} ${name}`)
      .sort();
  const filter = ofProject(project);
  return [
    ...told('container', docker('ps', '-a', ...filter, '--format', '{{.Names}}')),
    ...told('network', docker('network', 'ls', ...filter, '--format', '{{.Name}}')),
    ...told('volume', docker('volume', 'ls', ...filter, '--format', '{{.Name}}')),
    ...told('lock', docker('volume', 'ls', ...locksOf(project), '--format', '{{.Name}}')),
  ];
}

/** The lock of a project, and what belongs to it. */
const locksOf = (project: string): readonly string[] => ['--filter', `label=gantry.lock.project=${project}`];

const ofProject = (project: string): readonly string[] => [
  '--filter',
  `label=com.docker.compose.project=${project}`,
];

/** What docker lists, one a line. */
const named = (list: string): readonly string[] => list.split('\n').filter(Boolean);
