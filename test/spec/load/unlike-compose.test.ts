import { describe, expect, test } from 'vitest';
import { printProject } from '../../../src/spec/print/print-project.ts';
import { type LoadSettings, loadFiles, problemsOf } from '../../support/load-files.ts';

// What a file means here and not with docker compose 2.26: a test for each row of "Reading files" in
// docs/compatibility.md that no other test is about.

type Files = Parameters<typeof loadFiles>[0];

const web = (attributes: string): string => `services: {web: {image: x, ${attributes}}}\n`;

/** The project as `config` prints it. */
const printed = async (files: Files, settings: LoadSettings = {}): Promise<Printed> =>
  JSON.parse(JSON.stringify(printProject((await loadFiles(files, settings)).project)));

interface Printed {
  readonly services: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly [section: string]: unknown;
}

const read = async (files: Files, attribute: string, settings: LoadSettings = {}): Promise<unknown> =>
  (await printed(files, settings)).services.web?.[attribute];

describe('what is read', () => {
  test.each<[what: string, files: Files, attribute: string, value: unknown, settings?: LoadSettings]>([
    [
      'what an included file and its includer both describe, the includer counting',
      {
        'compose.yaml': 'include: [in.yaml]\nservices: {web: {environment: {A: own}}}\n',
        'in.yaml': web('environment: {A: theirs, B: theirs}'),
      },
      'environment',
      { A: 'own', B: 'theirs' },
    ],
    [
      'a service that extends an included one',
      {
        'compose.yaml': 'include: [in.yaml]\nservices: {web: {extends: base}}\n',
        'in.yaml': 'services: {base: {image: theirs}}\n',
      },
      'image',
      'theirs',
    ],
    [
      '!reset behind a merge key',
      {
        'compose.yaml': web('dns: [1.1.1.1]'),
        'compose.override.yaml': 'x-b: &b {dns: !reset }\nservices: {web: {<<: *b}}\n',
      },
      'dns',
      undefined,
    ],
    [
      '!reset inside of what !override replaces',
      {
        'compose.yaml': web('environment: {Z: "1"}'),
        'compose.override.yaml': 'services: {web: {environment: !override {A: !reset null, B: "2"}}}\n',
      },
      'environment',
      { B: '2' },
    ],
    [
      '!reset of one entry of a list',
      {
        'compose.yaml': web('environment: [A=1, B=2]'),
        'compose.override.yaml': 'services: {web: {environment: {A: !reset }}}\n',
      },
      'environment',
      { B: '2' },
    ],
    [
      'logging with nothing behind it',
      {
        'compose.yaml': web('logging: {driver: local}'),
        'compose.override.yaml': 'services: {web: {logging: }}\n',
      },
      'logging',
      { driver: 'local' },
    ],
    ['days', web('stop_grace_period: 1d'), 'stop_grace_period', '24h0m0s'],
    ['a number in quotes', web('blkio_config: {weight: "300"}'), 'blkio_config', { weight: 300 }],
    [
      'the mode of a secret as a text',
      `${web('secrets: [{source: s, mode: "0440"}]')}secrets: {s: {file: ./s}}\n`,
      'secrets',
      [{ source: 's', target: '/run/secrets/s', mode: '0440' }],
    ],
    [
      'a date and infinity without quotes',
      web('environment: {A: 2024-01-01, B: .inf, C: .nan}'),
      'environment',
      { A: '2024-01-01', B: '.inf', C: '.nan' },
    ],
    ['x-… among variables', web('environment: {x-a: "1"}'), 'environment', { 'x-a': '1' }],
    ['x-… among labels', web('labels: {x-a: "1"}'), 'labels', { 'x-a': '1' }],
    ['x-… among networks', `${web('networks: {x-n: }')}networks: {x-n: {}}\n`, 'networks', { 'x-n': null }],
    [
      'variables in an env file: those of the project, then environment, then the files before',
      {
        'compose.yaml': web('env_file: [a.env, b.env], environment: {OWN: own}'),
        'a.env': 'PROJECT=file\nOWN=file\nBEFORE=file\nX=$PROJECT\nY=$OWN\n',
        'b.env': 'BEFORE=later\nZ=$BEFORE\n',
      },
      'environment',
      { PROJECT: 'file', OWN: 'own', BEFORE: 'later', X: 'project', Y: 'own', Z: 'file' },
      { environment: { PROJECT: 'project' } },
    ],
    [
      'the variables of an include in an env file of its services, those of the project first',
      {
        'compose.yaml': 'include: [{path: in/compose.yaml, env_file: in/vars.env}]\n',
        'in/compose.yaml': web('env_file: web.env'),
        'in/vars.env': 'INNER=include\nOUTER=include\n',
        'in/web.env': 'A=$INNER\nB=$OUTER\n',
      },
      'environment',
      { A: 'include', B: 'project' },
      { environment: { OUTER: 'project' } },
    ],
    [
      'line ends of Windows inside of quotes',
      { 'compose.yaml': web('env_file: a.env'), 'a.env': 'A="one\r\ntwo"\r\n' },
      'environment',
      { A: 'one\ntwo' },
    ],
    [
      'one host written in two ways',
      {
        'compose.yaml': web('extra_hosts: ["h:1.1.1.1"]'),
        'compose.override.yaml': 'services: {web: {extra_hosts: ["h=1.1.1.1"]}}\n',
      },
      'extra_hosts',
      ['h=1.1.1.1'],
    ],
    ['a space behind the name of a host', web('extra_hosts: ["h: 1.1.1.1"]'), 'extra_hosts', ['h=1.1.1.1']],
    [
      'a port published as a number and as a text',
      {
        'compose.yaml': web('ports: ["80:80"]'),
        'compose.override.yaml': 'services: {web: {ports: [{target: 80, published: 80}]}}\n',
      },
      'ports',
      [{ mode: 'ingress', target: 80, published: '80', protocol: 'tcp' }],
    ],
    [
      'a volume at /x and at /x/',
      {
        'compose.yaml': web('volumes: ["/a:/x"]'),
        'compose.override.yaml': 'services: {web: {volumes: [{type: bind, source: /b, target: /x/}]}}\n',
      },
      'volumes',
      [{ type: 'bind', source: '/b', target: '/x' }],
    ],
    [
      'an IPv6 address of a port without brackets',
      web('ports: ["::1:80:80"]'),
      'ports',
      [{ mode: 'ingress', host_ip: '::1', target: 80, published: '80', protocol: 'tcp' }],
    ],
    [
      'a named pipe of Windows',
      web("volumes: ['\\\\.\\pipe\\docker:\\\\.\\pipe\\docker']"),
      'volumes',
      [expect.objectContaining({ source: '\\\\.\\pipe\\docker', target: '\\\\.\\pipe\\docker' })],
    ],
    [
      'a variable that must be set, where it is not looked at',
      'services: {web: {image: "${A:-${B:?no}}"}}\n',
      'image',
      'a',
      { environment: { A: 'a' } },
    ],
    ['PWD where the environment has none', web('working_dir: $PWD'), 'working_dir', '/app'],
    ['an empty COMPOSE_FILE', web('init: true'), 'init', true, { environment: { COMPOSE_FILE: '' } }],
    [
      'an empty path in COMPOSE_FILE',
      web('init: true'),
      'init',
      true,
      { environment: { COMPOSE_FILE: ':compose.yaml:' } },
    ],
    ['a size with a point and without a unit', web('mem_limit: 7340032.5'), 'mem_limit', '7340032'],
    ['a document that begins with %YAML 1.2', `%YAML 1.2\n---\n${web('init: true')}`, 'init', true],
    [
      'limits of a deploy beside amounts that the service itself has',
      web('cpus: 0.5, mem_limit: 64m, deploy: {resources: {limits: {pids: 5}}}'),
      'mem_limit',
      '67108864',
    ],
  ])('%s', async (_what, files, attribute, value, settings) => {
    expect(await read(files, attribute, settings)).toEqual(value);
  });

  test.each([
    ['security_opt', 'label:disable'],
    ['group_add', 'mail'],
    ['device_cgroup_rules', 'c 1:3 mr'],
    ['external_links', 'other'],
    ['volumes_from', 'container:other'],
  ])('an item of %s that two files have, once', async (attribute, item) => {
    const file = (more: string) => `services: {web: {${more}${attribute}: ["${item}"]}}\n`;
    const files = { 'compose.yaml': file('image: x, '), 'compose.override.yaml': file('') };

    expect(await read(files, attribute)).toEqual([item]);
    expect(await problemsOf(files)).toEqual([]);
  });

  test.each(['dns: [1.1.1.1, 1.1.1.1]', 'ports: ["80:80", "80:80"]', 'volumes: ["/a:/a", "/a:/a"]'])(
    'what one file repeats, once and with a warning: %s',
    async (attribute) => {
      const [name = ''] = attribute.split(':');
      expect(await read(web(attribute), name)).toHaveLength(1);
      expect(await problemsOf(web(attribute))).toEqual([expect.stringContaining(' duplicate-item warning ')]);
    },
  );

  test('a file without services, an empty document, and a name that is taken away', async () => {
    expect((await printed('x-note: 1\n')).services).toEqual({});
    expect((await printed(`${web('init: true')}---\n`)).services).toHaveProperty('web');
    expect((await printed(`name: !reset\n${web('init: true')}`)).name).toBe('app');
  });

  test('top-level x-… keys of several files, merged', async () => {
    const files = {
      'compose.yaml': `x-a: {b: 1}\n${web('init: true')}`,
      'compose.override.yaml': 'x-a: {c: 2}\n',
    };
    expect((await printed(files))['x-a']).toEqual({ b: 1, c: 2 });
  });

  test('the usual name of a network or volume whose name is empty, and options of ipam', async () => {
    const { networks, volumes } = await printed(
      `${web('networks: [net], volumes: ["vol:/v"]')}networks: {net: {name: "", ipam: {options: {a: b}}}}\nvolumes: {vol: {name: ""}}\n`,
    );
    expect({ networks, volumes }).toEqual({
      networks: { net: { name: 'app_net', ipam: { options: { a: 'b' } } } },
      volumes: { vol: { name: 'app_vol' } },
    });
  });

  test('a config of an included file with its content from a variable that is set', async () => {
    const files = {
      'compose.yaml': `include: [in/compose.yaml]\n${web('configs: [one, two]')}`,
      'in/compose.yaml': 'configs: {one: {environment: INNER}, two: {content: "=$INNER"}}\n',
      'in/.env': 'INNER=theirs\n',
    };
    const { project } = await loadFiles(files);
    const contents = [...project.configs.values()].map(({ from }) =>
      from.kind === 'environment' ? from.value?.reveal() : from.kind === 'content' && from.content.reveal(),
    );
    expect(contents).toEqual(['theirs', '=theirs']);
  });

  test('only the networks of the named services', async () => {
    const file = 'services: {web: {image: x, networks: [n]}, db: {image: x}}\nnetworks: {n: {}}\n';
    expect((await printed(file, { services: ['web'] })).networks).toEqual({ n: { name: 'app_n', ipam: {} } });
  });
});

describe('what is refused at once', () => {
  const codes = async (files: Files) => (await problemsOf(files)).map((line) => line.split(' ')[1]);

  test.each([
    'scale: -1',
    'restart: sometimes',
    'volumes: ["a:b:c:d:e"]',
    'volumes: ["./a:b"]',
    'expose: [x-y]',
    'ports: [{target: 80, host_ip: 1.2.3}]',
    'ports: ["80:0"]',
    'ports: [{target: 0, published: 80}]',
    'container_name: a',
    'environment: ["NAME =1"]',
    'environment: ["=1"]',
    'ulimits: {NOFILE: 1}',
    'cpu_shares: 1.5',
    'pids_limit: 1.5',
    'healthcheck: {test: x, retries: 1.5}',
    'networks: {default: {priority: 1.5}}',
    'mem_limit: 99999999999g',
    'stop_grace_period: -1s',
    'volumes: [{type: magic, target: /x}]',
  ])('%s', async (attribute) => {
    expect(await codes(web(attribute))).toContain('bad-value');
  });

  test.each([
    ['a hook without a command', web('post_start: [{user: x}]'), 'missing-attribute'],
    ['a tmpfs and a volume on one path', web('tmpfs: /t, volumes: ["./a:/t"]'), 'duplicate-target'],
    [
      'a container that is called as that of another service would be',
      'services: {web: {image: x, container_name: app-db-1}, db: {image: x}}\n',
      'duplicate-container-name',
    ],
    [
      'a key that extends does not have',
      `${web('init: true')}---\nservices: {api: {extends: {service: web, wrong: 1}}}\n`,
      'unknown-attribute',
    ],
    [
      'a key that include does not have',
      { 'compose.yaml': 'include: [{path: in.yaml, wrong: 1}]\n', 'in.yaml': web('init: true') },
      'unknown-attribute',
    ],
    [
      'a context that is no service',
      web('build: {context: ., additional_contexts: {a: "service:none"}}'),
      'unknown-dependency',
    ],
    [
      'a platform that is not built for',
      web('build: {context: ., platforms: [linux/amd64]}, platform: linux/arm64'),
      'conflicting-attributes',
    ],
    [
      'a rule of watch that syncs to nowhere',
      web('build: ., develop: {watch: [{action: sync, path: .}]}'),
      'missing-attribute',
    ],
    [
      'a dependency that is a number in a later file',
      {
        'compose.yaml': web('depends_on: [a]'),
        'compose.override.yaml': 'services: {web: {depends_on: [1]}, a: {image: x}}\n',
      },
      'unknown-dependency',
    ],
    ['a file to extend that is a number', web('extends: {service: base, file: 1}'), 'wrong-type'],
  ])('%s', async (_what, files, code) => {
    expect(await codes(files)).toContain(code);
  });
});

describe('what is taken with a warning', () => {
  test.each([
    ['two networks of one name', `${web('networks: [a, b]')}networks: {a: {name: z}, b: {name: z}}\n`],
    [
      'a wait for a healthcheck that is switched off',
      'services: {web: {image: x, depends_on: {db: {condition: service_healthy}}}, db: {image: x, healthcheck: {disable: true}}}\n',
    ],
    [
      'an external network with a driver',
      `${web('networks: [n]')}networks: {n: {external: true, driver: x}}\n`,
    ],
  ])('%s', async (_what, file) => {
    expect(await problemsOf(file)).toEqual([expect.stringContaining(' warning ')]);
  });
});
