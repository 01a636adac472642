import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { aWorkspace, containersOf, type Workspace } from '../support/gantry.ts';

const ROOT = resolve(import.meta.dirname, '../..');

const [example = '', errors = ''] = [
  ...readFileSync(join(ROOT, 'docs/library.md'), 'utf8').matchAll(/^```ts\n([\s\S]*?)^```$/gm),
].map(([, code = '']) => code);

/** As a program has it that depends on gantry: installed from the package, of which nothing else is there. */
let installed = '';
let workspace: Workspace | undefined;

beforeAll(() => {
  installed = mkdtempSync(join(tmpdir(), 'gantry-library-'));
  const npm = (...words: readonly string[]) =>
    run('npm', [...words, '--ignore-scripts'], installed, { npm_config_cache: join(installed, 'cache') });
  npm('pack', ROOT, '--silent');
  const [tarball = ''] = readdirSync(installed).filter((name) => name.endsWith('.tgz'));
  writeFileSync(join(installed, 'package.json'), '{"type": "module"}');
  npm('install', `./${tarball}`, '--offline', '--no-audit', '--no-fund', '--silent');
  // The types of Node, as every TypeScript program for Node has them.
  mkdirSync(join(installed, 'node_modules/@types'));
  symlinkSync(join(ROOT, 'node_modules/@types/node'), join(installed, 'node_modules/@types/node'));
});
afterEach(async () => {
  await workspace?.remove();
  workspace = undefined;
});
afterAll(() => rmSync(installed, { recursive: true, force: true }));

const TSCONFIG = JSON.stringify({
  compilerOptions: {
    target: 'es2023',
    lib: ['es2023'],
    module: 'nodenext',
    moduleResolution: 'nodenext',
    types: ['node'],
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    noEmit: true,
  },
});

const COMPOSE = `
services:
  db:
    image: busybox
    command: sleep 300
    stop_grace_period: 0s
  web:
    image: busybox
    command: sleep 300
    stop_grace_period: 0s
    depends_on: [db]
`;

/** A program that uses the library, in a folder with this Compose file. */
function aConsumer(name: string, program: string, compose: string): Workspace {
  workspace = aWorkspace(name, {
    'compose.yaml': compose,
    'program.ts': program,
    'package.json': '{"type": "module"}',
    'tsconfig.json': TSCONFIG,
  });
  symlinkSync(join(installed, 'node_modules'), join(workspace.folder, 'node_modules'));
  return workspace;
}

function run(
  command: string,
  words: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): string {
  const { status, stdout, stderr, error } = spawnSync(command, words, {
    cwd,
    env: { ...process.env, ...env },
    encoding: 'utf8',
  });
  if (status !== 0) throw error ?? new Error(`${command} ${words.join(' ')}:\n${stdout}${stderr}`);
  return stdout;
}

const runProgram = ({ folder, project }: Workspace): string =>
  run(process.execPath, ['program.ts'], folder, {
    COMPOSE_PROJECT_NAME: project,
    XDG_STATE_HOME: join(folder, '.state'),
  });

const checkTypes = ({ folder }: Workspace): string =>
  run(join(ROOT, 'node_modules/.bin/tsc'), ['--project', 'tsconfig.json'], folder);

describe('the library', () => {
  test('runs the example of docs/library.md: up, nothing left to do, down', async () => {
    const consumer = aConsumer('library', example, COMPOSE);
    const { project } = consumer;

    expect(checkTypes(consumer)).toBe('');
    const output = runProgram(consumer);

    expect(output).toContain(`\`gantry up\` would do this in project ${project}:`);
    expect(output).toContain(`Container ${project}-web-1: Started`);
    expect(output).toContain(
      `up: done\n${project}-db-1 of db is running\n${project}-web-1 of web is running\n`,
    );
    expect(output).toContain('nothing left to do\ndown: done\n');
    expect(await containersOf(project)).toEqual({});
  });

  test('declares nothing but itself, its errors and JSON, so that what gantry is made of may change', () => {
    const declared = readdirSync(join(installed, 'node_modules/gantry/dist/library'), {
      recursive: true,
      encoding: 'utf8',
    }).filter((path) => path.endsWith('.d.ts') && !path.startsWith('library/'));

    expect(declared.sort()).toEqual([
      'diagnostics/fix.d.ts',
      'diagnostics/hint.d.ts',
      'diagnostics/practice-rules.d.ts',
      'diagnostics/problem.d.ts',
      'diagnostics/source.d.ts',
      'diagnostics/spec-error.d.ts',
      'diagnostics/user-error.d.ts',
      'index.d.ts',
      'model/json.d.ts',
    ]);
  });

  test('tells what is wrong with a file, and where, as a typed error', () => {
    const consumer = aConsumer(
      'library-error',
      errors,
      'services:\n  web:\n    image: busybox\n    prots: []\n',
    );

    expect(checkTypes(consumer)).toBe('');
    expect(runProgram(consumer)).toBe(
      'compose.yaml:4:5 unknown-attribute: unknown attribute "prots" in services.web did you mean "ports"?\n',
    );
  });

  test('leaves to the command nothing to do, and keeps what the command has made', async () => {
    const program = `
      import { apply, loadFiles, openEngine, planUp } from 'gantry';
      const engine = openEngine();
      const plan = await planUp(await loadFiles(), engine);
      console.log(plan.isEmpty, (await apply(plan)).status);
      engine.close();`;
    const consumer = aConsumer('library-command', program, COMPOSE);

    expect(runProgram(consumer)).toBe('false done\n');
    expect((await consumer.gantry('plan --detailed-exitcode')).code).toBe(0);
    expect((await consumer.gantry('up -d --force-recreate')).code).toBe(0);
    expect(runProgram(consumer)).toBe('true done\n');
  });

  test('gives what failed, what was refused and what was cancelled as results', () => {
    const program = `
      import { apply, loadFiles, openEngine, planUp, preflight } from 'gantry';
      const engine = openEngine();
      const project = await loadFiles();
      const events: string[] = [];
      const cancelled = await apply(await planUp(project, engine), { signal: AbortSignal.abort() });
      const failed = await apply(await planUp(project, engine), {
        onEvent: (event) => { if (event.type === 'step') events.push(event.resource + ' ' + event.state); },
      });
      const elsewhere = { ...process.env, SOURCE: './nowhere' };
      const plan = await planUp(await loadFiles({ environment: elsewhere }), engine);
      const refused = await apply(plan);
      console.log(JSON.stringify({ cancelled, failed, refused, preflight: await preflight(plan), events }));
      engine.close();`;
    const consumer = aConsumer(
      'library-failure',
      program,
      `
services:
  job:
    image: busybox
    command: sh -c 'echo cannot connect with hunter22; exit 3'
    environment: { DB_PASSWORD: hunter22 }
  web:
    image: busybox
    volumes: [{ type: bind, source: "\${SOURCE:-.}", target: /src, bind: { create_host_path: false } }]
    command: sleep 300
    depends_on: { job: { condition: service_completed_successfully } }
`,
    );
    const { project } = consumer;

    expect(checkTypes(consumer)).toBe('');
    const { cancelled, failed, refused, preflight, events } = JSON.parse(runProgram(consumer));

    expect(cancelled).toEqual({ status: 'cancelled', failures: [] });
    expect(failed.status).toBe('failed');
    expect(failed.failures).toMatchObject([
      {
        severity: 'error',
        code: 'wait-failed',
        service: 'job',
        container: `${project}-job-1`,
        path: ['web', 'job'],
        output: ['cannot connect with ••••••'],
        blocked: [`Container ${project}-web-1`],
      },
    ]);
    expect(events).toContain(`Container ${project}-web-1 blocked`);
    expect(refused).toMatchObject({ status: 'refused', failures: [{ code: 'missing-file' }] });
    expect(preflight).toEqual(refused.failures);
  });
});
