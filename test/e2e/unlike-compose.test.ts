import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { freePort } from '../support/free-addresses.ts';
import {
  aWorkspace,
  containersOf,
  docker,
  leftovers,
  removeFromEngine,
  type Workspace,
} from '../support/gantry.ts';
import { PATIENCE } from '../support/patience.ts';
import { gantryWithInput } from '../support/piped.ts';

// What containers and commands do here and not with docker compose 2.26: a test for each row of docs/compatibility.md
// that no other test is about.

const SLEEPS = 'image: "busybox:latest", init: true, command: sleep 600, stop_grace_period: 0s';

const PORT = await freePort();

let workspace: Workspace;

describe('a script that asks', () => {
  beforeAll(async () => {
    workspace = aWorkspace('unlike', {
      'compose.yaml': `services:
  web: {${SLEEPS}, ports: ["127.0.0.1:${PORT}:80"], expose: ["90"], env_file: web.env}
  term: {image: "busybox:latest", tty: true, init: true, command: sh -c "echo a line; sleep 600", stop_grace_period: 0s}
  cut: {image: "busybox:latest", command: printf "cut off"}
  never: {${SLEEPS}}
`,
      'web.env': 'FROM=file\n',
      'engine.yaml': 'services: {web: {image: x, hostname: $DOCKER_HOST}}\n',
    });
    expect(await workspace.gantry('up -d web term cut')).toMatchObject({ code: 0 });
    await vi.waitFor(
      () => expect(docker('logs', `${workspace.project}-term-1`)).toContain('a line'),
      PATIENCE,
    );
    docker('wait', `${workspace.project}-cut-1`);
  });
  afterAll(() => workspace.remove());

  test.each<[what: string, words: string, stdout: RegExp]>([
    ['for help as it asks other programs', 'help', /^Usage: gantry /],
    ['for help of a command', 'help up', /^Usage: gantry up /],
    ['for its version, which is its own', '--version', /\b0\.\d+\.\d+/],
    ['for a template of the version', 'version --format {{.Version}}', /^0\.\d+\.\d+\S*\n$/],
    ['for a template that is only a word', 'ps --format raw web', /^raw\n$/],
    ['for lines of a terminal, to pipe them on', 'logs --no-color term', /^term-1 {2}\| a line\n$/],
    ['for a last line without a line end', 'logs --no-color cut', /^cut-1 {2}\| cut off\n$/],
    [
      'what exec would do',
      'exec --dry-run -T web touch /never',
      /would run this in \S+-web-1: touch \/never/,
    ],
    [
      'for the engine of a flag in its files',
      '-H unix:///e.sock -f engine.yaml config',
      /hostname: unix:\/\/\/e\.sock\n/,
    ],
    ['to unpause what is not paused', 'unpause web', /^$/],
  ])('%s', async (_what, words, stdout) => {
    const ran = await workspace.gantry(words);

    expect(ran, ran.stderr).toMatchObject({ code: 0, stdout: expect.stringMatching(stdout) });
  });

  test.each<[what: string, words: string, stderr: string]>([
    ['start of what has no container', 'start never', 'never has no container'],
    ['a service that is not there', 'stop nosuch', 'no such service: nosuch'],
    [
      'a service that is not there, without files',
      '-f none.yaml -p NAME stop nosuch',
      'no such service: nosuch',
    ],
    ['events of a service that is not there', 'events nosuch', 'no such service: nosuch'],
    ['a state that there is not', 'ps --status x', '"x" is not a state'],
    ['a way of writing colours that there is not', '--ansi x ps', 'auto, always, never'],
    ['a number of lines that is none', 'logs --tail x', 'a number of lines'],
    ['a service that is not to be shown and is not there', 'up --no-attach x', 'no such service: x'],
    ['a negative replica', 'exec -T --index -1 web true', 'the number of a replica'],
    ['a negative grace period', 'stop -t -1 never', 'a whole number of seconds'],
    ['a negative time to wait', 'up -d --wait-timeout -1', 'a whole number of seconds'],
    ['a port that is only exposed', 'port web 90', 'does not publish port 90/tcp'],
    ['a format of the version that is none', 'version --format yes', '"yes" is not a format'],
    ['a field of a template that is none', 'ps --format {{.Stat}}', 'did you mean "State"'],
    ['two flags of which one has no effect', 'up -d -V --no-recreate', 'cannot be used with'],
    ['two opposite flags', 'up -d --force-recreate --no-recreate', 'cannot be used with'],
    ['variables for run that cannot be read', 'run --env-from-file none.env web true', 'none.env'],
    ['an unknown command', 'upp', 'did you mean up?'],
  ])('is told of %s, with 1', async (_what, words, stderr) => {
    const ran = await workspace.gantry(words.replace('NAME', workspace.project));

    expect(ran).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining(stderr) });
  });

  test('has with config --hash what up has written, env files read', async () => {
    const { stdout } = await workspace.gantry('config --hash web');
    const label = '{{index .Config.Labels "com.docker.compose.config-hash"}}';

    expect(stdout).toBe(`web ${docker('inspect', '-f', label, `${workspace.project}-web-1`)}\n`);
  });

  test('is told that BuildKit has no limit of memory', async () => {
    const { code, stderr } = await workspace.gantry('build --memory 64m --print');

    expect([code, stderr]).toEqual([0, expect.stringContaining('warning: --memory has no effect')]);
  });

  test('sees with --debug every request to the engine', async () => {
    const { stdout, stderr } = await workspace.gantry('--debug ps -q');

    expect(stdout).toMatch(/^[\da-f]{64}\n[\da-f]{64}\n$/);
    expect(stderr).toMatch(/^GET \/containers\/json\?.* → 200, \d+ ms$/m);
  });

  test('rm -s asks, on standard error, before it stops', async () => {
    const before = await containersOf(workspace.project);
    const { stdout, stderr } = await gantryWithInput(workspace, 'n\n', 'rm', '-s', 'web');

    expect([stdout.toString(), stderr]).toEqual(['', expect.stringContaining('[y/N]')]);
    expect(await containersOf(workspace.project)).toEqual(before);
  });
});

describe('a project', () => {
  afterEach(() => workspace.remove());

  const begin = (name: string, compose: string): string => {
    workspace = aWorkspace(name, { 'compose.yaml': compose });
    return workspace.project;
  };
  const succeeds = async (words: string): Promise<string> => {
    const { code, stdout, stderr } = await workspace.gantry(words);
    expect(code, `${words}: ${stderr}`).toBe(0);
    return stdout;
  };

  test('that cannot come up makes nothing: a port that two want, a volume and a network that are not there', async () => {
    const ports = (more: string): string => `services:
  first: {${SLEEPS}, ports: ["127.0.0.1:${PORT}:80"]${more}}
  second: {${SLEEPS}, ports: ["127.0.0.1:${PORT}:81"], depends_on: [first]}
`;
    const project = begin('unlike-fail', ports(''));
    const taken = await workspace.gantry('up -d');
    expect(taken).toMatchObject({ code: 1, stderr: expect.stringContaining(`${PORT}, the port is already`) });
    expect(await leftovers(project)).toEqual([]);

    const gone = '{external: true, name: gt-none-such}';
    workspace.write(
      'compose.yaml',
      `${ports(', networks: [n], volumes: ["vol:/v"]')}networks: {n: ${gone}}\nvolumes: {vol: ${gone}}\n`,
    );
    const missing = await workspace.gantry('up -d');
    expect(missing.code).toBe(1);
    expect(missing.stderr).toContain('network gt-none-such declared as external, but could not be found');
    expect(missing.stderr).toContain('volume "gt-none-such" declared as external, but not found');
    expect(await leftovers(project)).toEqual([]);
  });

  test('uses a network of its name that somebody else made, says so, and leaves it', async () => {
    const project = begin('unlike-net', `services: {web: {${SLEEPS}}}\n`);
    docker('network', 'create', `${project}_default`);
    try {
      const up = await workspace.gantry('up -d');
      expect(up).toMatchObject({ code: 0, stderr: expect.stringMatching(/warning: .*_default/) });
      const on = docker('inspect', '-f', '{{json .NetworkSettings.Networks}}', `${project}-web-1`);
      expect(Object.keys(JSON.parse(on))).toEqual([`${project}_default`]);
      await succeeds('down');
    } finally {
      await removeFromEngine(`/networks/${project}_default`);
    }
  });

  test('has only touched what changed: no one-shot again, nobody who depends on it, no stop for a network or a policy', async () => {
    const file = (job: string, web = ''): string => `services:
  job: {image: "busybox:latest", command: ${job}}
  app: {${SLEEPS}, depends_on: {job: {condition: service_completed_successfully}}}
  web: {${SLEEPS}${web}}
networks: {more: {}}
`;
    const project = begin('unlike-kept', file('"true"'));
    const touched = async (compose: string): Promise<readonly string[]> => {
      const before = await containersOf(project);
      workspace.write('compose.yaml', compose);
      await succeeds('up -d');
      const after = await containersOf(project);
      return Object.keys(after).filter((name) => after[name] !== before[name]);
    };
    await succeeds('up -d');
    const first = (await containersOf(project))[`${project}-job-1`];

    expect(await touched(file('"true"'))).toEqual([]);
    await succeeds('stop app');
    await succeeds('up -d');
    expect((await containersOf(project))[`${project}-job-1`]).not.toBe(first);
    expect(await touched(file('echo again'))).toEqual([`${project}-job-1`]);
    const changed = file('echo again', ', networks: [default, more], restart: always');
    expect(await touched(changed)).toEqual([]);
    const format =
      '{{.HostConfig.RestartPolicy.Name}} {{range $name, $_ := .NetworkSettings.Networks}}{{$name}} {{end}}';
    expect(docker('inspect', '-f', format, `${project}-web-1`).trim()).toBe(
      `always ${project}_default ${project}_more`,
    );
  });

  test('goes with its one-offs, and with the network and volume that the files no longer have', async () => {
    const project = begin(
      'unlike-down',
      `services: {web: {${SLEEPS}, networks: [old], volumes: ["old:/old"]}}\nnetworks: {old: {}}\nvolumes: {old: {}}\n`,
    );
    await succeeds('up -d');
    await succeeds('run -d web sleep 600');
    await succeeds('run -T web true');
    workspace.write('compose.yaml', `services: {web: {${SLEEPS}}}\n`);
    await succeeds('down -v');

    expect(await leftovers(project)).toEqual([]);
  });

  test('means by pause, restart, stop and rm also what a profile has started that is off by now', async () => {
    const project = begin('unlike-profile', `services: {tool: {${SLEEPS}, profiles: [tools]}}\n`);
    const state = (): string => docker('inspect', '-f', '{{.State.Status}}', `${project}-tool-1`);
    await succeeds('--profile tools up -d');
    const before = await containersOf(project);

    await succeeds('pause');
    expect(state()).toBe('paused');
    await succeeds('unpause');
    await succeeds('restart');
    expect(await containersOf(project)).not.toEqual(before);
    await succeeds('stop');
    expect(state()).toBe('exited');
    await succeeds('rm -f');
    expect(await containersOf(project)).toEqual({});
  });

  test('mounts what is written where a container had something else', async () => {
    const withMount = (mount: string): string =>
      `services:\n  web: {${SLEEPS}, volumes: [${mount}]}\nvolumes: {data: {}}\n`;
    const project = begin('unlike-mount', withMount('"data:/v"'));
    const mounted = (): string =>
      docker('inspect', '--format', '{{range .Mounts}}{{.Type}} {{.Name}}{{end}}', `${project}-web-1`);
    await succeeds('up -d');

    workspace.write('compose.yaml', withMount('/v'));
    await succeeds('up -d');
    expect(mounted()).toMatch(/^volume [0-9a-f]{64}$/);
    const [, anonymous = ''] = mounted().split(' ');
    workspace.write('compose.yaml', withMount('{type: tmpfs, target: /v}'));
    await succeeds('up -d');
    expect(mounted().trim()).toBe('tmpfs');
    await removeFromEngine(`/volumes/${anonymous}`);
  });

  test('makes no network and no volume for services that were not asked for', async () => {
    const project = begin(
      'unlike-some',
      `services:\n  web: {${SLEEPS}, networks: [front]}\n  db: {${SLEEPS}, networks: [back], volumes: ["data:/data"]}\nnetworks: {front: {}, back: {}}\nvolumes: {data: {}}\n`,
    );
    await succeeds('up -d web');

    expect(await leftovers(project)).toEqual([`container ${project}-web-1`, `network ${project}_front`]);
  });

  test('keeps, with down --rmi local, what it built under a name of its own; what a builder says is no output', async () => {
    const built = 'build: {context: ., dockerfile_inline: "FROM busybox:latest\\nLABEL x=1"}';
    const project = begin('unlike-rmi', '');
    workspace.write(
      'compose.yaml',
      `services:\n  web: {${built}}\n  named: {${built}, image: "${project}-own:v1"}\n`,
    );
    expect(await succeeds('build')).toBe('');
    await succeeds('down --rmi local');

    const left = docker('images', '--format', '{{.Repository}}:{{.Tag}}', `${project}*`);
    expect(left).toBe(`${project}-own:v1`);
  });

  test('has its secrets as they are written: with their mode, and also when they are empty', async () => {
    const project = begin(
      'unlike-secrets',
      `services: {web: {${SLEEPS}, secrets: [{source: file, mode: 0400}, none]}}\nsecrets: {file: {file: ./secret}, none: {environment: NONE}}\n`,
    );
    workspace.write('secret', 'mine');
    const { code, stderr } = await workspace.gantry('up -d', { NONE: '' });
    expect(code, stderr).toBe(0);

    const look = ['stat', '-c', '%a %s', '/run/secrets/file', '/run/secrets/none'];
    expect(docker('exec', `${project}-web-1`, ...look)).toBe('400 4\n444 0');
  });

  test('keeps what is in anonymous volumes when scale replaces a container', async () => {
    const file = (level: string): string =>
      `services: {web: {${SLEEPS}, volumes: [/data], environment: {LEVEL: ${level}}}}\n`;
    const project = begin('unlike-scale', file('one'));
    await succeeds('up -d');
    docker('exec', `${project}-web-1`, 'touch', '/data/kept');
    workspace.write('compose.yaml', file('two'));
    await succeeds('scale web=2');

    const look = 'echo $LEVEL; ls /data';
    expect(docker('exec', `${project}-web-1`, 'sh', '-c', look)).toBe('two\nkept');
    await succeeds('down -v');
  });

  test('leaves no one-off behind when what it depends on fails, and tells with which code a service was stopped', async () => {
    const project = begin(
      'unlike-run',
      `services:
  web: {${SLEEPS}, depends_on: {bad: {condition: service_completed_successfully}}}
  bad: {image: "busybox:latest", command: "false"}
  own: {image: "busybox:latest", command: sh -c 'trap "exit 5" TERM; echo begun; while :; do sleep 0.1; done'}
`,
    );
    expect((await workspace.gantry('run -T web true')).code).toBe(1);
    expect(docker('ps', '-aq', '--filter', `name=${project}-web-run`)).toBe('');

    await succeeds('up -d own');
    const logs = workspace.start('logs -f own');
    await logs.until('begun');
    await succeeds('stop own');
    expect((await logs.ended).stdout).toBe('own-1  | begun\nown-1 exited with code 5\n');
  });
});
