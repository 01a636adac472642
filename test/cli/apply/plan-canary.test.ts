import { rmSync, statSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { checkUnmoved, readSavedPlan, savePlan } from '../../../src/cli/apply/saved-plan.ts';
import { formatPlan } from '../../../src/model/format-plan.ts';
import type { Plan } from '../../../src/model/plan.ts';
import { driftOf, driftToJson, showDrift } from '../../../src/ui/plan/drift.ts';
import { shortDrifts } from '../../../src/ui/plan/drift-texts.ts';
import { planToJson } from '../../../src/ui/plan/plan-to-json.ts';
import { showPlan } from '../../../src/ui/plan/show-plan.ts';
import { aCli } from '../../support/a-cli.ts';
import { aFolder } from '../../support/a-folder.ts';
import { aProject } from '../../support/a-project.ts';
import { inspectionsOf } from '../../support/apply-plan.ts';
import { loadFiles } from '../../support/load-files.ts';
import { planUp } from '../../support/planning.ts';
import { running } from '../../support/running.ts';

const folder = aFolder({});
afterAll(() => rmSync(folder, { recursive: true }));

type Files = Readonly<Record<string, string>>;

/** What `up` would do when these files replace those. */
async function planFrom(before: Files, after: Files) {
  const [old, next] = await Promise.all([loadFiles(before), loadFiles(after)]);
  const observed = running(old.project);
  const plan = planUp({ ...next.project, variables: next.variables }, observed, {}, inspectionsOf(observed));
  return { plan, observed, project: next.project };
}

/** Everything that a user or a program can get to see of a plan. */
async function allOutputs({
  plan,
  observed,
  project,
}: Awaited<ReturnType<typeof planFrom>>): Promise<string> {
  const path = join(folder, 'plan.json');
  await savePlan(aCli(folder), { plan, project }, path);
  const drifts = driftOf(plan);
  return [
    formatPlan(plan),
    showPlan(plan, { colour: false, columns: 500 }),
    JSON.stringify(planToJson(plan)),
    showDrift('p', { kind: 'files' }, drifts, { colour: false }),
    JSON.stringify(driftToJson('p', { kind: 'files' }, drifts)),
    [...shortDrifts(plan, observed.containers, false).texts.values()].join('\n'),
    await readFile(path, 'utf8'),
  ].join('\n');
}

const web = (lines: string) => `services:\n  web:\n    image: app\n${lines}`;
const tokens = (lines: string): readonly [Files, Files] => [
  { 'compose.yaml': web(lines), '.env': 'API_TOKEN=c4n4ry-old\n' },
  { 'compose.yaml': web(lines), '.env': 'API_TOKEN=c4n4ry-new\n' },
];

const CHANGES: Readonly<Record<string, readonly [Files, Files]>> = {
  'a value of an env file': [
    { 'compose.yaml': web('    env_file: web.env\n'), 'web.env': 'MODE=c4n4ry-old\n' },
    { 'compose.yaml': web('    env_file: web.env\n'), 'web.env': 'MODE=c4n4ry-new\n' },
  ],
  'an env file that is not there any more': [
    { 'compose.yaml': web('    env_file: web.env\n'), 'web.env': 'MODE=c4n4ry-old\n' },
    { 'compose.yaml': web('    environment: {A: b}\n') },
  ],
  'a secret variable under a harmless name': tokens('    environment: {MODE: "${API_TOKEN}"}\n'),
  'a secret variable inside of a value': tokens('    environment: {MODE: "t:${API_TOKEN}!"}\n'),
  'a secret variable in a label': tokens('    labels: {mode: "${API_TOKEN}"}\n'),
  'a secret variable in a command': tokens('    command: ["run", "--mode", "${API_TOKEN}"]\n'),
  'a secret variable in a healthcheck': tokens('    healthcheck: {test: "check ${API_TOKEN}"}\n'),
  'a variable that feeds a secret': [
    {
      'compose.yaml': web('    environment: {MODE: "${PLAIN}", DB_PASSWORD: "${PLAIN}"}\n'),
      '.env': 'PLAIN=c4n4ry-old\n',
    },
    {
      'compose.yaml': web('    environment: {MODE: "${PLAIN}", DB_PASSWORD: "${PLAIN}"}\n'),
      '.env': 'PLAIN=c4n4ry-new\n',
    },
  ],
  'a password of a shell': [
    { 'compose.yaml': web('    command: ["sh", "-c", "PGPASSWORD=c4n4ry-old psql"]\n') },
    { 'compose.yaml': web('    command: ["sh", "-c", "PGPASSWORD=c4n4ry-new psql"]\n') },
  ],
  'a password in a flag of one letter': [
    { 'compose.yaml': web('    healthcheck: {test: [CMD, mysqladmin, -pc4n4ry-old, ping]}\n') },
    { 'compose.yaml': web('    healthcheck: {test: [CMD, mysqladmin, -pc4n4ry-new, ping]}\n') },
  ],
  'a password of an address': [
    { 'compose.yaml': web('    environment: {URL: "pg://me:c4n4ry-old@db"}\n') },
    { 'compose.yaml': web('    environment: {URL: "pg://me:c4n4ry-new@db"}\n') },
  ],
  'an option of a log driver': tokens('    logging: {driver: syslog, options: {mode: "${API_TOKEN}"}}\n'),
};

describe('no plan shows a secret, old or new, whatever it is called:', () => {
  test.each(Object.keys(CHANGES))('%s', async (name) => {
    const [before, after] = CHANGES[name] ?? [{}, {}];
    const planned = await planFrom(before, after);
    const { steps, withheld = [] } = planned.plan;

    expect(steps.some(({ cause }) => cause.kind === 'changed') || withheld.length > 0).toBe(true);
    expect(await allOutputs(planned)).not.toMatch(/c4n|n4ry/);
  });
});

test('a plan shows what is written openly, beside a secret too', async () => {
  const files = (token: string, level: string): Files => ({
    'compose.yaml': web(
      `    environment: {LEVEL: ${level}}\n    command: ["run", "--verbose", "\${API_TOKEN}"]\n`,
    ),
    '.env': `API_TOKEN=${token}\n`,
  });
  const { plan } = await planFrom(files('c4n4ry-old', 'info'), files('c4n4ry-new', 'debug'));

  const text = formatPlan(plan);
  expect(text).toContain('environment.LEVEL info -> debug');
  expect(text).toContain('command ["run","--verbose","••••••"] -> ["run","--verbose","••••••"]');
});

describe('a saved plan', () => {
  const plan: Plan = { verb: 'build', project: 'p', steps: [], unchanged: [], warnings: [] };
  const project = aProject();
  const save = async (words: readonly string[], name = 'words.json') => {
    const path = join(folder, name);
    await savePlan({ ...aCli(folder), words }, { plan, project }, path);
    return path;
  };

  test('has no value of a build argument that is secret: a variable gives it', async () => {
    const path = await save([
      'build',
      '--build-arg',
      'API_TOKEN=c4n4ry',
      '--build-arg=URL=http://a:c4n4ry@b',
      '--build-arg',
      'V=2',
    ]);

    const saved = await readSavedPlan(path);
    expect(JSON.stringify(saved)).not.toContain('c4n4ry');
    expect(saved.words).toEqual([
      'build',
      '--build-arg',
      'API_TOKEN',
      '--build-arg=URL',
      '--build-arg',
      'V=2',
    ]);
    const moved = { ...plan, project: 'other' };
    expect(() => checkUnmoved(saved, { plan, project })).not.toThrow();
    expect(() => checkUnmoved(saved, { plan: moved, project }, new Map([['URL', 'x']]))).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('set API_TOKEN:') }),
    );
  });

  test('is not made of words that hold another secret', async () => {
    await expect(save(['commit', '-c', 'ENV API_TOKEN=c4n4ry', 'web'])).rejects.toThrow('holds a secret');
  });

  test('can be read by its owner only, also where another file was', async () => {
    writeFileSync(join(folder, 'open.json'), '', { mode: 0o644 });

    expect(statSync(await save([], 'new.json')).mode & 0o777).toBe(0o600);
    expect(statSync(await save([], 'open.json')).mode & 0o777).toBe(0o600);
  });
});
