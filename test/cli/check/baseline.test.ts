import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type CheckOptions, checkFiles } from '../../../src/cli/check/check-files.ts';
import { RULE_SET } from '../../../src/diagnostics/practice-rules.ts';
import { aCli } from '../../support/a-cli.ts';
import { aFolder } from '../../support/a-folder.ts';

const SECRET = 'c4naryValue17';
const COMPOSE = `services:
  web:
    build: .
    ports: ["8080:80"]
    environment: {DB_PASSWORD: ${SECRET}}
  api: {image: "api:1", restart: always}
`;
/** What production asks of every service beside that. */
const HARDENED = 'read_only: true, cap_drop: [ALL], security_opt: [no-new-privileges]';

const DOCKERFILE = 'FROM debian\nRUN apt-get update && apt-get install -y curl\nCMD npm start\n';

let folder = '';
beforeEach(() => {
  folder = aFolder({ 'compose.yaml': COMPOSE, Dockerfile: DOCKERFILE });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const change = (name: string, text: string): void => writeFileSync(join(folder, name), text);

interface Told {
  readonly code: string;
  readonly message: string;
}

async function check(options: Partial<CheckOptions> = {}) {
  const cli = aCli(folder);
  const code = await checkFiles(cli, [], { format: 'json', for: 'prod', ...options });
  const { stdout, stderr } = cli.written;
  const { problems = [] }: { problems?: readonly Told[] } = stdout === '' ? {} : JSON.parse(stdout);
  return { code, stderr, codes: problems.map((problem) => problem.code), problems };
}

const write = () => check({ writeBaseline: true, baseline: 'known.json' });
const told = async () => (await check({ baseline: 'known.json' })).codes;

describe('a baseline', () => {
  test('has all that is found, so that nothing of it is told', async () => {
    expect((await check()).codes.length).toBeGreaterThan(5);
    const { code, stderr } = await write();

    expect([code, stderr]).toEqual([
      0,
      expect.stringMatching(/^\d+ findings noted in known\.json, which `check` lists as \d+ problems\n$/),
    ]);
    expect(await check({ baseline: 'known.json' })).toMatchObject({ code: 0, codes: [] });
  });

  test('says how many findings it keeps from being told', async () => {
    const noted = /^\d+/.exec((await write()).stderr)?.[0];
    const text = async () => {
      const cli = aCli(folder);
      await checkFiles(cli, [], { format: 'text', for: 'prod', baseline: 'known.json' });
      return cli.written.stdout;
    };
    expect(await text()).toBe(`no new problems (and ${noted} known findings)\n`);

    change('compose.yaml', COMPOSE.replace('restart: always', 'restart: always, privileged: true'));

    expect(await text()).toMatch(/^1 error, 0 warnings \(and \d+ known findings\)$/m);
  });

  test('knows findings on other lines too', async () => {
    await write();
    change('compose.yaml', `# one\n# two\n${COMPOSE}`);
    change('Dockerfile', `# one\n\n${DOCKERFILE}`);

    expect(await told()).toEqual([]);
  });

  test('does not know what is new', async () => {
    await write();
    change(
      'compose.yaml',
      `${COMPOSE}  db: {image: "postgres:latest", restart: always, mem_limit: 64m, logging: {driver: local}, ${HARDENED}}\n`,
    );

    expect(await told()).toEqual(['image-latest']);
  });

  test('of services that share a problem leaves those that are known', async () => {
    await write();
    change(
      'compose.yaml',
      `${COMPOSE}  new: {image: "new:1", mem_limit: 64m, logging: {driver: local}, ${HARDENED}}\n`,
    );

    const { problems } = await check({ baseline: 'known.json' });

    expect(problems.map(({ code, message }) => `${code}: ${message}`)).toEqual([
      'no-restart: service "new" stays down after a crash or a reboot',
    ]);
  });

  test('knows one of two that are alike', async () => {
    await write();
    change('Dockerfile', DOCKERFILE.replace('CMD', 'RUN apt-get update && apt-get install -y jq\nCMD'));

    expect(new Set(await told())).toEqual(new Set(['package-index-kept', 'apt-recommends']));
  });

  test('contains no secret, and is the same each time', async () => {
    await write();
    const text = readFileSync(join(folder, 'known.json'), 'utf8');
    await write();

    expect(text).not.toContain(SECRET);
    expect(readFileSync(join(folder, 'known.json'), 'utf8')).toBe(text);
  });

  test.each([
    ['missing', undefined, 'cannot be read'],
    ['no JSON', '{', 'is damaged'],
    ['of another form', '{"version":1,"findings":[1]}', 'is no baseline'],
  ])('that is %s is refused', async (_, text, message) => {
    if (text !== undefined) change('known.json', text);

    await expect(check({ baseline: 'known.json' })).rejects.toThrow(message);
  });
});

async function fingerprints(): Promise<readonly string[]> {
  const cli = aCli(folder);
  await checkFiles(cli, [], { format: 'sarif', for: 'prod' });
  const { runs } = JSON.parse(cli.written.stdout);
  return runs[0].results.map((result: { partialFingerprints: object }) => result.partialFingerprints);
}

test('the SARIF log has a fingerprint for each result, which no line changes', async () => {
  const before = await fingerprints();
  change('compose.yaml', `# one\n\n${COMPOSE}`);

  expect(await fingerprints()).toEqual(before);
  expect(before).toContainEqual({ 'gantry/v1': expect.stringMatching(/^[\da-f]{32}$/) });
});

describe('a set of rules', () => {
  test('that the files or the flag name is asked', async () => {
    const { codes } = await check();
    change('compose.yaml', `x-gantry: {check: {rules: 1}}\n${COMPOSE}`);

    expect((await check()).codes).toEqual(codes);
    expect((await check({ rules: 1 })).codes).toEqual(codes);
  });

  test.each([`${RULE_SET + 1}`, '0', 'all'])('that gantry does not have is refused: %s', async (set) => {
    change('compose.yaml', `x-gantry: {check: {rules: ${set}}}\n${COMPOSE}`);

    expect((await check()).codes).toEqual(['bad-value']);
  });

  test('is one for the project', async () => {
    change(
      'compose.yaml',
      COMPOSE.replace('restart: always', 'restart: always, x-gantry: {check: {rules: 1}}'),
    );

    expect((await check()).codes).toEqual(['unknown-attribute']);
  });
});
