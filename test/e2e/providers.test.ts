import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { aWorkspace, containersOf, docker, type Workspace } from '../support/gantry.ts';

let workspace: Workspace;
afterEach(() => workspace.remove());

const web = (): string => `${workspace.project}-web-1`;
const variablesOfWeb = (): readonly string[] => docker('exec', web(), 'env').split('\n');
const calls = (): readonly string[] => {
  const path = join(workspace.folder, 'calls');
  return existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : [];
};

/** Writes down how it is called, and gives the variables that a provider gives. */
const PROVIDER = `#!/bin/sh
echo "$@" >> "$CALLS"
say() { printf '{"type":"%s","message":"%s"}\\n' "$1" "$2"; }
case "$2 $3" in
"metadata ") echo '{"up": {"parameters": [{"name": "size", "required": true}]}, "down": {"parameters": []}}' ;;
*" up") say info "one moment"; say setenv "URL=db://$ANSWER"; say rawsetenv "REGION=north"; [ -z "$BROKEN" ] || { say error "no quota left"; exit 1; } ;;
esac
`;

function aProvided(
  name: string,
): (words: string, env?: Readonly<Record<string, string>>) => ReturnType<Workspace['gantry']> {
  workspace = aWorkspace(name, {
    'compose.yaml': `services:
  db: {provider: {type: gt-provider, options: {size: 10, colour: red}}}
  web: {image: "busybox:latest", command: sleep 1h, init: true, environment: {MODE: test}, depends_on: [db]}
`,
    'bin/gt-provider': PROVIDER,
  });
  chmodSync(join(workspace.folder, 'bin/gt-provider'), 0o755);
  const own = {
    PATH: `${join(workspace.folder, 'bin')}:${process.env.PATH ?? ''}`,
    CALLS: join(workspace.folder, 'calls'),
    ANSWER: 'one',
  };
  return (words, env) => workspace.gantry(words, { ...own, ...env });
}

test('a provider is run before what depends on it, whose variables it gives, and which is replaced for other ones only', async () => {
  const gantry = aProvided('provider');

  const plan = await gantry('plan');
  expect(plan.stdout).toContain('service db: run');
  await gantry('--dry-run up -d');
  expect(calls()).toEqual([]);

  expect((await gantry('up -d')).code).toBe(0);
  expect(calls()).toEqual([
    'compose metadata',
    `compose --project-name=${workspace.project} up --size=10 db`,
  ]);
  expect(variablesOfWeb()).toEqual(expect.arrayContaining(['MODE=test', 'DB_URL=db://one', 'REGION=north']));
  const before = await containersOf(workspace.project);

  await gantry('up -d');
  expect(await containersOf(workspace.project)).toEqual(before);

  await gantry('up -d', { ANSWER: 'two' });
  expect(await containersOf(workspace.project)).not.toEqual(before);
  expect(variablesOfWeb()).toContain('DB_URL=db://two');

  await gantry('stop');
  await gantry('down');
  // Its metadata has no `stop`, and of `down` it says that it takes no options.
  expect(calls().slice(-3)).toEqual([
    'compose metadata',
    'compose metadata',
    `compose --project-name=${workspace.project} down db`,
  ]);
});

test('a provider that fails says why, and what depends on it is not touched', async () => {
  const gantry = aProvided('provider-fails');

  const { code, stderr } = await gantry('up -d', { BROKEN: '1' });

  expect(code).toBe(1);
  expect(stderr).toContain('gt-provider could not create service "db": no quota left (provider-failed)');
  expect(await containersOf(workspace.project)).toEqual({});
});

test('a provider that is not installed is found before anything is touched, and keeps nobody from going', async () => {
  const gantry = aProvided('provider-missing');
  await gantry('up -d');
  const nowhere = { PATH: process.env.PATH ?? '' };

  const { code, stderr } = await gantry('up -d --force-recreate', nowhere);
  expect(code).toBe(1);
  expect(stderr).toContain(
    '"gt-provider", which is neither a plugin of the docker command nor a program on the path',
  );

  await gantry('down', nowhere);
  expect(await containersOf(workspace.project)).toEqual({});
});

const MODEL_PLUGIN = `#!/bin/sh
echo "$@" >> "$CALLS"
case "$1" in
ls) if [ -f "$CALLS.pulled" ]; then echo '[{"id": "sha256:1", "tags": ["ai/tiny:latest"]}]'; else echo '[]'; fi ;;
pull) touch "$CALLS.pulled" ;;
status) echo '{"running": true, "endpoint": "http://models/v1"}' ;;
esac
`;

test('a model is pulled once and configured, and its services know its name and where it answers', async () => {
  workspace = aWorkspace('models', {
    'compose.yaml': `services:
  web: {image: "busybox:latest", command: sleep 1h, init: true, models: {my-llm: {endpoint_var: AI}}}
models:
  my-llm: {model: ai/tiny, context_size: 1024, runtime_flags: ["--seed", "1"]}
`,
    'docker/cli-plugins/docker-model': MODEL_PLUGIN,
  });
  chmodSync(join(workspace.folder, 'docker/cli-plugins/docker-model'), 0o755);
  const env = { DOCKER_CONFIG: join(workspace.folder, 'docker'), CALLS: join(workspace.folder, 'calls') };

  expect((await workspace.gantry('up -d', env)).code).toBe(0);
  const configure = 'configure --context-size 1024 ai/tiny -- --seed 1';
  expect(calls()).toEqual(['ls --json', 'pull ai/tiny', configure, 'status --json']);
  expect(variablesOfWeb()).toEqual(expect.arrayContaining(['MY_LLM_MODEL=ai/tiny', 'AI=http://models/v1']));
  const before = await containersOf(workspace.project);

  await workspace.gantry('up -d', env);
  expect(await containersOf(workspace.project)).toEqual(before);
  expect(calls().slice(4)).toEqual(['ls --json', configure, 'status --json']);

  const without = await workspace.gantry('up -d', { DOCKER_CONFIG: workspace.folder });
  expect(without.code).toBe(1);
  expect(without.stderr).toContain('model "my-llm" (ai/tiny), which web uses, needs docker model');
  expect(without.stderr).toContain('compose.yaml:4:');
});
