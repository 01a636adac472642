import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { checkFiles } from '../../../src/cli/check/check-files.ts';
import { configCommand } from '../../../src/cli/commands/config.ts';
import { SpecError } from '../../../src/diagnostics/spec-error.ts';
import { aCli } from '../../support/a-cli.ts';
import { aFolder } from '../../support/a-folder.ts';

const folder = aFolder({
  'compose.yaml': `name: shop
services:
  web: {image: "web:1", ports: ["8080:80"], secrets: [key], depends_on: [db]}
  api: {image: "api:\${TAG}", ports: ["127.0.0.1:8080:80"]}
  db: {image: "db:1", volumes: ["./ini.sql:/init/init.sql", "./data:/data"], networks: [out]}
  worker: {build: {context: ./nope}, deploy: {replicas: 2}, ports: ["9000:9000"]}
secrets: {key: {file: ./key.txt}}
networks: {out: {external: true}}
`,
  'init.sql': '',
  'right.yaml': `name: shop
services:
  web: {image: "web:1", ports: ["8080:80"], networks: [out], volumes: ["kept:/x"]}
  made: {build: {context: ., dockerfile_inline: FROM scratch}, pull_policy: never, depends_on: [web]}
  guest: {image: "web:1", network_mode: "container:somebody", volumes_from: ["container:somebody"]}
networks: {out: {external: true}}
volumes: {kept: {external: true}}
`,
});
afterAll(() => rmSync(folder, { recursive: true }));

async function check(...services: readonly string[]) {
  const cli = aCli(folder);
  const code = await checkFiles(cli, services, { format: 'json', for: 'dev' });
  const { problems }: { readonly problems: readonly { code: string; line: number; hint?: string }[] } =
    JSON.parse(cli.written.stdout);
  return { code, problems, found: problems.map(({ code: what, line }) => `${what} ${line}`).sort() };
}

describe('check', () => {
  test('finds what `up` refuses because of the files, each with its place', async () => {
    const { code, found } = await check();
    expect(code).toBe(1);
    expect(found).toEqual([
      'bad-image-name 4',
      'missing-file 5',
      'missing-file 6',
      'missing-file 7',
      'port-taken 3',
      'port-taken 6',
      'unset-variable 4',
    ]);
  });

  test('looks only at the services that are named, and at what they depend on', async () => {
    expect((await check('web')).found).toEqual(['missing-file 5', 'missing-file 7', 'unset-variable 4']);
  });

  test('names the variable that is not set in a value that is wrong', async () => {
    const { problems } = await check('api');
    expect(problems.find(({ code }) => code === 'bad-image-name')?.hint).toContain('set TAG');
  });

  test('has nothing against files that ask for what others make, and says what it did not look at', async () => {
    const cli = aCli(folder, { globals: { file: ['right.yaml'] } });
    expect(await checkFiles(cli, [], { format: 'text', for: 'dev' })).toBe(0);
    expect(cli.written.stdout).toBe('no problems\n');
    expect(cli.written.stderr).toContain('no engine was asked');
  });
});

describe('check --for', () => {
  const secret = aFolder({
    'compose.yaml':
      'services:\n  web: {image: "web:1", ports: ["127.0.0.1:8080:80"], environment: {API_TOKEN: abcdef}}\n',
  });
  afterAll(() => rmSync(secret, { recursive: true }));

  test('development is only told of what production fails for, and counts it', async () => {
    const ended = async (use: 'dev' | 'prod', strict = false) => {
      const cli = aCli(secret, { globals: { strict } });
      const code = await checkFiles(cli, [], { format: 'text', for: use });
      return [code, cli.written.stdout.split('\n').at(-2)];
    };
    expect(await ended('dev')).toEqual([0, '0 errors, 0 warnings, 1 info']);
    expect(await ended('dev', true)).toEqual([0, '0 errors, 0 warnings, 1 info']);
    expect(await ended('prod')).toEqual([1, '1 error, 2 warnings, 4 infos']);
    expect(await ended('prod', true)).toEqual([1, '3 errors, 0 warnings, 4 infos']);
  });

  test('SARIF has its own word for what is good to know', async () => {
    const cli = aCli(secret);
    await checkFiles(cli, [], { format: 'sarif', for: 'dev' });
    const { rules } = JSON.parse(cli.written.stdout).runs[0].tool.driver;
    const [result] = JSON.parse(cli.written.stdout).runs[0].results;
    expect(result).toMatchObject({ ruleId: 'literal-secret', level: 'note' });
    expect(rules[result.ruleIndex]).toMatchObject({ id: 'literal-secret' });
    expect(rules[result.ruleIndex].help.text).toContain('Everybody who can read the repository');
    expect(cli.written.stdout).not.toContain('abcdef');
  });

  test('SARIF names files from the root of the repository, and gives each problem a place in it', async () => {
    const root = aFolder({
      'repository/shop/compose.yaml': 'include: [../../out.yaml]\nservices: {web: {image: nginx}}\n',
      'repository/.git/HEAD': '',
      'out.yaml': 'services: {x: {image: nginx}}\n',
    });
    const cli = aCli(join(root, 'repository/shop'));
    await checkFiles(cli, [], { format: 'sarif', for: 'prod' });
    rmSync(root, { recursive: true });

    const results: SarifResults = JSON.parse(cli.written.stdout).runs[0].results;
    const uris = results.map(({ locations }) => locations[0]?.physicalLocation.artifactLocation.uri);
    expect(new Set(uris)).toEqual(new Set(['shop/compose.yaml']));
    expect(results.at(-1)?.message.text).toMatch(/^\.\.\/out\.yaml: nginx is whatever/);
  });
});

type SarifResults = readonly {
  readonly message: { readonly text: string };
  readonly locations: readonly {
    readonly physicalLocation: { readonly artifactLocation: { readonly uri: string } };
  }[];
}[];

describe('config', () => {
  test('-q refuses what `check` refuses, and without -q it prints what docker compose prints', async () => {
    const config = async (words: readonly string[]): Promise<string> => {
      const cli = aCli(folder);
      await configCommand(cli).parseAsync(words, { from: 'user' });
      return cli.written.stdout;
    };
    const refused = await config(['-q']).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(SpecError);
    expect(refused instanceof SpecError && refused.problems.map(({ code }) => code)).toContain('port-taken');
    expect(await config([])).toContain("image: 'api:'");
    expect(await config(['-q', '--no-consistency'])).toBe('');
  });
});

describe('check of files for a swarm', () => {
  const onSwarm = aFolder({
    'compose.yaml': `name: shop
x-gantry: {on: swarm}
services:
  web: {image: "web:1", deploy: {replicas: 2}, ports: [{target: 80, published: "8080", mode: host}], networks: [out], secrets: [key]}
  api: {image: "api:1", privileged: true, deploy: {placement: {constraints: ["zone == a"]}}}
networks: {out: {external: true}}
secrets: {key: {external: true}}
`,
    'right.yaml': `name: shop
services:
  api: {image: "api:1", privileged: true}
`,
  });
  afterAll(() => rmSync(onSwarm, { recursive: true }));
  test('finds what `up` refuses there, and that tasks on other nodes may have the same port', async () => {
    const cli = aCli(onSwarm, { globals: { on: 'swarm' } });
    expect(await checkFiles(cli, [], { format: 'json', for: 'dev' })).toBe(1);
    const { problems }: { readonly problems: readonly { code: string; line: number; severity: string }[] } =
      JSON.parse(cli.written.stdout);
    expect(problems.map(({ code, line, severity }) => `${severity} ${code} ${line}`)).toEqual([
      'error bad-usage 5',
      'info host-power 5',
    ]);
  });

  test('`config -q` only warns of what a swarm cannot honour', async () => {
    const cli = aCli(onSwarm, { globals: { on: 'swarm', file: ['right.yaml'] } });
    await configCommand(cli).parseAsync(['-q'], { from: 'user' });
    expect(cli.written.stderr).toContain('warning: service "api": a swarm cannot honour privileged');
  });
});
