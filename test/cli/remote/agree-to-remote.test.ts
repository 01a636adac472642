import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../../src/cli/context/command-names.ts';
import { needsAgreement } from '../../../src/cli/context/is-harmless.ts';
import { agreesToRemote, requireAgreement, tellOfRemote } from '../../../src/cli/remote/agree-to-remote.ts';
import { hostAccess } from '../../../src/cli/remote/host-access.ts';
import { hintText } from '../../../src/diagnostics/hint.ts';
import { UserError } from '../../../src/diagnostics/user-error.ts';
import type { Project } from '../../../src/model/project.ts';
import type { RemoteFiles } from '../../../src/model/remote-files.ts';
import { loadProject } from '../../../src/spec/load/load-project.ts';
import { OfferedVariables } from '../../../src/spec/variables/offered-variables.ts';
import { HIDDEN } from '../../../src/util/sensitive.ts';
import { aCli } from '../../support/a-cli.ts';
import { aRequest } from '../../support/load-files.ts';
import { memoryFiles } from '../../support/memory-files.ts';

const digest = `sha256:${'a'.repeat(64)}`;
const APP = 'oci://example.test/me/app:1';
const BASE = 'https://example.test/base.git#main';
const REMOTES: Readonly<Record<string, RemoteFiles>> = {
  [APP]: { reference: APP, kind: 'oci', pin: digest, root: '/cache/d', file: '/cache/d/compose.yaml' },
  [BASE]: {
    reference: BASE,
    kind: 'git',
    pin: 'b'.repeat(40),
    root: '/cache/b',
    file: '/cache/b/compose.yaml',
  },
};

async function load(
  web: string,
  {
    files = [APP],
    top = '',
    own = '',
    environment = {},
    more = {},
  }: {
    files?: readonly string[];
    top?: string;
    own?: string;
    environment?: Readonly<Record<string, string>>;
    more?: Readonly<Record<string, string>>;
  } = {},
): Promise<Project> {
  const request = aRequest({
    files,
    environment,
    fetchRemote: async (_, written) => {
      const found = REMOTES[written];
      if (!found) throw new Error(`nobody has ${written}`);
      return found;
    },
  });
  const { project, variables } = await loadProject(
    request,
    memoryFiles({
      '/app/compose.yaml': own,
      '/cache/d/compose.yaml': `${top}services: {web: {image: x, ${web}}}\n`,
      '/cache/b/compose.yaml': 'services: {base: {image: x}}\n',
      ...more,
    }),
  );
  return { ...project, variables };
}

/** What is told, line by line, and the columns of a line one blank apart. */
function told(project: Project, environment: Readonly<Record<string, string>> = {}, globals = {}) {
  const cli = aCli('/app', { environment, globals });
  tellOfRemote(cli, project);
  return cli.written.stderr
    .split('\n')
    .map((line) => line.replaceAll(/ {2,}/g, ' ').trim())
    .filter(Boolean);
}

describe('of a remote project is told', () => {
  test('where it is stored, and which variables of the user it gets', async () => {
    const environment = { DB_PASSWORD: 'hunter2', REGION: 'eu' };
    const project = await load(
      'environment: ["DB=${DB_PASSWORD}", "R=${REGION:?}", "T=${TAG:-latest}", HOME_TOKEN], build: {context: ., args: [REGION]}',
      { environment },
    );

    expect(told(project, environment)).toEqual([
      `Your compose stack "${APP}" is stored in "/cache/d" (digest ${digest})`,
      'Found the following variables in configuration:',
      'VARIABLE VALUE SOURCE REQUIRED DEFAULT',
      `DB_PASSWORD ${HIDDEN} environment no`,
      'HOME_TOKEN <unset> none no',
      'REGION eu environment yes',
      'TAG latest compose file no latest',
    ]);
  });

  test('that an address of a service is of gantry, and no env file', async () => {
    const project = await load('ports: ["8080:80"], environment: {URL: "${GANTRY_URL_web}"}');
    const variables = OfferedVariables.of(new Map(), () => 'http://localhost:8080');

    expect(told({ ...project, variables })).toContain('GANTRY_URL_web http://localhost:8080 gantry no');
  });

  test('also of those that only its env files ask for, and the contents of secrets', async () => {
    const environment = { CLOUD_KEY: 'k', OTHER: 'o', TOKEN: 't' };
    const project = await load('init: true', {
      environment,
      more: {
        '/cache/d/compose.yaml':
          'services: {web: {image: x, env_file: a.env, secrets: [s]}}\nsecrets: {s: {environment: TOKEN}}\n',
        '/cache/d/a.env': 'A=${CLOUD_KEY}\nOTHER\nB=${A}\n',
      },
    });

    expect((project.remoteVariables ?? []).map(({ name }) => name)).toEqual(['CLOUD_KEY', 'OTHER', 'TOKEN']);
  });

  test('what it includes, and what it gets of the host', async () => {
    const project = await load(
      'privileged: true, pid: host, use_api_socket: true, volumes: ["/etc:/etc", "./data:/data", "~/.ssh:/keys"]',
      { top: `include: ["${BASE}"]\n` },
    );
    const lines = told(project);

    expect(lines.slice(0, 2)).toEqual([
      `Your compose stack "${APP}" is stored in "/cache/d" (digest ${digest})`,
      `Remote file ${BASE} is stored in "/cache/b" (commit ${'b'.repeat(40)})`,
    ]);
    expect(hostAccess(project)).toEqual([
      'service "web" mounts /etc',
      'service "web" mounts /home/user/.ssh',
      'service "web" is privileged',
      'service "web" gets the socket of the engine and the logins of registries',
      'service "web" shares pid with the host',
    ]);
    expect(lines.slice(2)).toEqual(
      hostAccess(project).map((line) => `It asks for more than a container has: ${line}`),
    );
  });

  test('what it shares, and takes of others', async () => {
    const project = await load(
      'network_mode: host, ipc: "container:x", volumes_from: ["container:db"], cap_add: [SYS_ADMIN], security_opt: ["seccomp:unconfined"], devices: [/dev/kvm], volumes: ["data:/data", "host:/host"], build: {context: ., ssh: [default], network: host}}}\nvolumes: {data: {external: true}, host: {driver: local, driver_opts: {o: bind, device: /srv}}}\nx-end: {x: {y: 1',
    );

    expect(hostAccess(project)).toEqual([
      'service "web" shares network_mode with the host',
      'service "web" shares ipc with a container of somebody else',
      'service "web" mounts the volumes of container:db',
      'service "web" has the capabilities SYS_ADMIN',
      'service "web" is kept in by less: seccomp:unconfined',
      'service "web" has devices of the host',
      'service "web" builds with your ssh agent',
      'service "web" builds with network: host',
      'volume "data" is data, which is not of this project',
      'volume "host" is the folder /srv',
    ]);
  });

  test('nothing but the place, where a file of this machine includes it', async () => {
    const project = await load('environment: ["A=${A:-}"]', { files: [], own: `include: ["${APP}"]\n` });

    expect(told(project)).toEqual([`Remote file ${APP} is stored in "/cache/d" (digest ${digest})`]);
  });

  test('nothing, where nothing is to be told', async () => {
    expect(told(await load('init: true'), {}, { progress: 'quiet' })).toEqual([]);
  });
});

describe('agreesToRemote()', () => {
  const asks = async (project: Project, yes = false, globals = {}) => {
    try {
      return await agreesToRemote(aCli('/app', { globals }), project, yes);
    } catch (error) {
      return error instanceof Error ? error.message : error;
    }
  };

  test('asks nothing of a project that gets nothing, is included, or is agreed to already', async () => {
    const withVariable = 'environment: ["A=${A:-}"]';

    expect(await asks(await load('init: true'))).toBe(true);
    expect(await asks(await load(withVariable, { files: [], own: `include: ["${APP}"]\n` }))).toBe(true);
    expect(await asks(await load(withVariable), true)).toBe(true);
  });

  test('refuses where nobody can answer', async () => {
    expect(await asks(await load('environment: ["A=${A:-}"]'))).toBe(
      'Nobody can be asked here: Do you want to proceed with these variables?',
    );
    expect(await asks(await load('privileged: true'))).toBe(
      `Nobody can be asked here: Remote files may be malicious. Do you trust ${APP}?`,
    );
    expect(await asks(await load('init: true', { top: `include: ["${BASE}"]\n` }))).toBe(
      `Nobody can be asked here: Remote files may be malicious. Do you trust ${APP} and the remote files that it includes?`,
    );
  });
});

describe('an agreement is needed', () => {
  test('by each command that runs, builds, or asks a registry', () => {
    const those = COMMANDS.filter(({ name }) => needsAgreement(name)).map(({ name }) => name);

    expect(those.toSorted()).toEqual(
      [
        ...[
          'apply',
          'build',
          'bundle',
          'ci',
          'create',
          'dev',
          'ingress-image',
          'lock',
          'move',
          'outdated',
          'publish',
        ],
        ...[
          'pull',
          'push',
          'restart',
          'restore',
          'rollback',
          'run',
          'scale',
          'start',
          'test',
          'ui',
          'tui',
          'undo',
          'up',
          'watch',
        ],
      ].toSorted(),
    );
  });

  test('by one that nobody knows', () => {
    expect(needsAgreement(undefined)).toBe(true);
  });

  test('not to be shown a plan, unless finding out asks others', () => {
    const dry = COMMANDS.filter(({ name }) => needsAgreement(name, true)).map(({ name }) => name);

    expect(dry.toSorted()).toEqual(['bundle', 'ci', 'lock', 'outdated', 'test']);
  });
});

describe('requireAgreement()', () => {
  const refusal = async (cli: ReturnType<typeof aCli>, project: Project) => {
    const error: unknown = await requireAgreement(cli, project).catch((thrown: unknown) => thrown);
    return error instanceof UserError ? [error.code, error.message, hintText(error.hint ?? '')] : error;
  };

  test('tells, and refuses where nobody can answer, with the command that says yes', async () => {
    const cli = { ...aCli('/app', { globals: { command: 'pull' } }), words: ['web'] };

    expect(await refusal(cli, await load('privileged: true'))).toEqual([
      'bad-usage',
      `Nobody can be asked here: Remote files may be malicious. Do you trust ${APP}?`,
      'to answer with yes: gantry pull -y web',
    ]);
    expect(cli.written.stderr).toContain(
      'It asks for more than a container has: service "web" is privileged',
    );
  });

  test('goes on with -y, and tells once', async () => {
    const cli = aCli('/app', { globals: { command: 'pull', agreesToRemote: true } });
    const project = await load('privileged: true');
    await requireAgreement(cli, project);
    const told = cli.written.stderr;
    await requireAgreement({ ...cli, globals: { ...cli.globals, agreesToRemote: false } }, project);

    expect(cli.written.stderr).toBe(told);
  });

  test('asks anew where another part of the files gets more', async () => {
    const cli = aCli('/app', { globals: { command: 'ci', agreesToRemote: true } });
    await requireAgreement(cli, await load('init: true'));
    const later = { ...cli, globals: { command: 'ci', file: [], profile: [], envFile: [] } };

    expect(await refusal(later, await load('pid: host'))).toEqual([
      'bad-usage',
      expect.stringContaining('Do you trust'),
      'to answer with yes: gantry ci -y',
    ]);
  });

  test('is not about a file of this machine that includes a remote one', async () => {
    const cli = aCli('/app', { globals: { command: 'up' } });

    expect(
      await refusal(cli, await load('privileged: true', { files: [], own: `include: ["${APP}"]\n` })),
    ).toBe(undefined);
  });
});
