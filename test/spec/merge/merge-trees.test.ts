import { describe, expect, test } from 'vitest';
import { mergeTrees } from '../../../src/spec/merge/merge-trees.ts';
import { Origins } from '../../../src/spec/tree/origins.ts';
import type { Tree } from '../../../src/spec/tree/tree.ts';
import { loadFiles, loadWeb, problemsOf } from '../../support/load-files.ts';
import { noFindings } from '../../support/no-findings.ts';

const merged = (base: Tree, over: Tree) => {
  const root = mergeTrees(
    { services: { web: base } },
    { services: { web: over } },
    new Origins(),
    noFindings,
  );
  return root.services;
};

describe('mergeTrees()', () => {
  test('replaces single values, appends lists and merges maps', () => {
    expect(
      merged(
        { image: 'a', build: { cache_from: ['x'] }, deploy: { replicas: 1 } },
        { image: 'b', build: { cache_from: ['x'] }, deploy: { mode: 'global' } },
      ),
    ).toEqual({
      web: { image: 'b', build: { cache_from: ['x', 'x'] }, deploy: { replicas: 1, mode: 'global' } },
    });
  });

  test('keeps what was there when the later file says null, except for a command', () => {
    expect(merged({ image: 'a', command: 'x' }, { image: null, command: null })).toEqual({
      web: { image: 'a', command: null },
    });
  });

  test('merges a list of pairs with a map, the later value of a key counting', () => {
    expect(merged({ environment: ['A=1', 'B'] }, { environment: { A: null, C: 3 } })).toEqual({
      web: { environment: { A: null, B: null, C: 3 } },
    });
  });

  test('sees a list of names as a map of them', () => {
    expect(merged({ depends_on: ['db'] }, { depends_on: { db: { condition: 'service_healthy' } } })).toEqual({
      web: { depends_on: { db: { condition: 'service_healthy', required: true } } },
    });
    expect(merged({ networks: ['a'] }, { networks: { a: { aliases: ['x'] } } })).toEqual({
      web: { networks: { a: { aliases: ['x'] } } },
    });
  });

  test('sees a text as the context of a build', () => {
    expect(merged({ build: '.' }, { build: { target: 'x' } })).toEqual({
      web: { build: { context: '.', target: 'x' } },
    });
  });

  test('starts the options of a log anew when the driver is another one', () => {
    const base = { logging: { driver: 'local', options: { a: '1' } } };
    expect(merged(base, { logging: { options: { b: '2' } } })).toEqual({
      web: { logging: { driver: 'local', options: { a: '1', b: '2' } } },
    });
    expect(merged(base, { logging: { driver: 'syslog' } })).toEqual({
      web: { logging: { driver: 'syslog' } },
    });
  });

  test('leaves an x- key below a service to whoever reads it, and reports other shapes there no more than on top', () => {
    expect(
      merged({ 'x-a': [1], build: { 'x-b': 'text' } }, { 'x-a': { b: 1 }, build: { 'x-b': ['c'] } }),
    ).toEqual({ web: { 'x-a': { b: 1 }, build: { 'x-b': ['c'] } } });
  });

  test('keeps the options of a log whose driver a later file names again, or for the first time', () => {
    const options = { a: '1' };
    expect(merged({ logging: { driver: 'local', options } }, { logging: { driver: 'local' } })).toEqual({
      web: { logging: { driver: 'local', options } },
    });
    expect(merged({ logging: { options } }, { logging: { driver: 'syslog' } })).toEqual({
      web: { logging: { driver: 'syslog', options } },
    });
  });

  test('keeps all that stands behind the first sign of a pair', () => {
    expect(merged({ environment: ['URL=a?b=c'] }, { environment: ['B=='] })).toEqual({
      web: { environment: { URL: 'a?b=c', B: '=' } },
    });
  });

  test('keeps both addresses of a host, written as a map or as a list', () => {
    expect(
      merged({ extra_hosts: { db: ['10.0.0.1', '10.0.0.2'], log: '::1' } }, { extra_hosts: ['db=10.0.0.3'] }),
    ).toEqual({ web: { extra_hosts: ['db=10.0.0.1', 'db=10.0.0.2', 'log=::1', 'db=10.0.0.3'] } });
    expect(merged({ extra_hosts: ['db=10.0.0.1'] }, { extra_hosts: { db: '10.0.0.1', log: '::1' } })).toEqual(
      {
        web: { extra_hosts: ['db=10.0.0.1', 'log=::1'] },
      },
    );
  });

  test('adds one value to a list, and a list to one value or to nothing', () => {
    expect(merged({ dns: '1.1.1.1', tmpfs: null }, { dns: ['1.1.1.1', '8.8.8.8'], tmpfs: '/run' })).toEqual({
      web: { dns: ['1.1.1.1', '8.8.8.8'], tmpfs: ['/run'] },
    });
    expect(merged({ dns: ['1.1.1.1'] }, { dns: null })).toEqual({ web: { dns: ['1.1.1.1'] } });
  });

  test('knows the address pools of a network by their subnets, and drops those that a later file leaves out', () => {
    const network = (config: Tree) => ({ networks: { front: { ipam: { config } } } });
    const base = [
      { subnet: '10.0.0.0/24', gateway: '10.0.0.1' },
      { subnet: '10.0.1.0/24', gateway: '10.0.1.1' },
    ];
    const over = [{ subnet: '10.0.1.0/24', ip_range: '10.0.1.0/25' }, { subnet: '10.0.2.0/24' }];

    expect(mergeTrees(network(base), network(over), new Origins(), noFindings)).toEqual(
      network([
        { subnet: '10.0.1.0/24', gateway: '10.0.1.1', ip_range: '10.0.1.0/25' },
        { subnet: '10.0.2.0/24' },
      ]),
    );
    expect(mergeTrees(network(base), network(['odd']), new Origins(), noFindings)).toEqual(network(['odd']));
    expect(mergeTrees(network(['odd']), network(over), new Origins(), noFindings)).toEqual(network(over));
    expect(mergeTrees(network(base), network(null), new Origins(), noFindings)).toEqual(network(base));
  });

  test('changes neither of the trees', () => {
    const base = { environment: ['A=1'], ports: ['80'] };
    merged(base, { environment: { A: '2' }, ports: ['80', '81'] });
    expect(base).toEqual({ environment: ['A=1'], ports: ['80'] });
  });

  test('keeps one mount a target and one port an address, the later file counting', async () => {
    const web = await loadWeb({
      'compose.yaml': 'services: {web: {image: x, ports: ["80:80"], volumes: ["./a:/data", "./b:/log"]}}',
      'compose.override.yaml':
        'services: {web: {ports: ["0.0.0.0:80:80", "81:80"], volumes: ["./c:/data:ro"]}}',
    });
    expect(web.ports.map(({ hostIp, published }) => [hostIp, published])).toEqual([
      ['0.0.0.0', '80'],
      [undefined, '81'],
    ]);
    expect(web.volumes.map(({ source, target }) => [source, target])).toEqual([
      ['/app/c', '/data'],
      ['/app/b', '/log'],
    ]);
  });

  test('lets every problem point into the file that it was written in', async () => {
    const problems = await problemsOf({
      'compose.yaml': 'services:\n  web:\n    image: x\n    depends_on: [dbb]\n    mem_limit: 1q\n',
      'compose.override.yaml': 'services:\n  web:\n    depends_on: [cachee]\n  cache: {image: x}\n',
    });
    expect(problems.map((line) => line.split(' ').slice(0, 3).join(' '))).toEqual([
      'compose.yaml:4:18 unknown-dependency «dbb»',
      'compose.yaml:5:16 bad-value «1q»',
      'compose.override.yaml:3:18 unknown-dependency «cachee»',
    ]);
  });

  test('lets a problem point at the value that counts: the later one, or the first where the later one says nothing', async () => {
    const place = async (first: string, later: string) => {
      const problems = await problemsOf({
        'compose.yaml': `services:\n  web:\n    image: x\n    ${first}\n`,
        'compose.override.yaml': `services:\n  web:\n    ${later}\n`,
      });
      return problems.map((line) => line.split(' ')[0]);
    };

    expect(await place('mem_limit: 1m', 'mem_limit: 1q')).toEqual(['compose.override.yaml:3:16']);
    expect(await place('mem_limit: 1q', 'mem_limit:')).toEqual(['compose.yaml:4:16']);
    expect(await place('command: [a]', 'command: [{b: 1}]')).toEqual(['compose.override.yaml:3:15']);
    expect(await place('healthcheck: {test: a}', 'healthcheck: {tset: b}')).toEqual([
      'compose.override.yaml:3:19',
    ]);
    expect(await place('logging: {driver: local}', 'logging: {driver: syslog, optoins: {}}')).toEqual([
      'compose.override.yaml:3:31',
    ]);
  });

  test('lets what is below an x- key have another shape in a later file, as nobody reads it', async () => {
    const { project } = await loadFiles(
      {
        'compose.yaml': 'x-team: {on: [a], of: 1}\nservices: {web: {image: x, x-note: [1]}}',
        'compose.override.yaml': 'x-team: {on: {b: 2}}\nservices: {web: {x-note: {c: 3}}}',
      },
      { files: ['compose.yaml', 'compose.override.yaml'] },
    );

    expect(project.extensions.get('x-team')).toEqual({ on: { b: 2 }, of: 1 });
    expect(project.services.get('web')?.extensions.get('x-note')).toEqual({ c: 3 });
  });

  test('reports a map over a list where nothing says how to see one as the other', async () => {
    expect(
      await problemsOf({
        'compose.yaml': 'services: {web: {image: x, cap_add: [A]}}',
        'compose.override.yaml': 'services: {web: {cap_add: {B: 1}}}',
      }),
    ).toEqual([
      'compose.override.yaml:1:27 merge-conflict «{B: 1}» "cap_add" is a mapping here, but a list where it is written first (write both the same way, or put !override before this one)',
    ]);
  });
});

describe('an attribute that two files set', () => {
  const service = (path: string, value: Tree): Tree =>
    path.split('.').reduceRight<Tree>((below, name) => ({ [name]: below }), value);
  const laid = (path: string, base: Tree, over: Tree): Tree =>
    mergeTrees(
      { services: { web: service(path, base) } },
      { services: { web: service(path, over) } },
      new Origins(),
      noFindings,
    ).services ?? null;

  test.each([
    'command',
    'entrypoint',
    'healthcheck.test',
    'extends',
    'ulimits.nofile',
    'build.ulimits.nofile',
  ])('has in %s what the later one says, and nothing of the earlier one', (path) => {
    expect(laid(path, ['a', 'b'], ['c'])).toEqual({ web: service(path, ['c']) });
    expect(laid(path, { soft: 1 }, 2)).toEqual({ web: service(path, 2) });
  });

  test.each([
    'annotations',
    'build.additional_contexts',
    'build.args',
    'build.labels',
    'deploy.labels',
    'environment',
    'labels',
    'sysctls',
  ])('has in %s the pairs of both, the later value of a key counting', (path) => {
    expect(laid(path, ['A=1', 'B=2'], { B: '3', C: '4' })).toEqual({
      web: service(path, { A: '1', B: '3', C: '4' }),
    });
  });

  test.each(['networks', 'volumes', 'secrets', 'configs'])(
    'has in labels of %s the pairs of both',
    (kind) => {
      const labels = (value: Tree) => ({ [kind]: { it: { labels: value } } });

      expect(mergeTrees(labels(['A=1']), labels({ A: '2' }), new Origins(), noFindings)).toEqual(
        labels({ A: '2' }),
      );
    },
  );

  test.each([
    'build.no_cache_filter',
    'build.secrets',
    'build.tags',
    'cap_add',
    'cap_drop',
    'configs',
    'device_cgroup_rules',
    'devices',
    'dns',
    'dns_opt',
    'dns_search',
    'env_file',
    'expose',
    'external_links',
    'extra_hosts',
    'build.extra_hosts',
    'group_add',
    'label_file',
    'links',
    'networks.front.aliases',
    'networks.front.link_local_ips',
    'ports',
    'profiles',
    'secrets',
    'security_opt',
    'tmpfs',
    'volumes',
    'volumes_from',
  ])('has in %s the items of both, each once', (path) => {
    expect(laid(path, ['a', 'b'], ['b', 'c'])).toEqual({ web: service(path, ['a', 'b', 'c']) });
  });

  test.each(['networks', 'models'])('has in %s the names of both, however they are written', (path) => {
    expect(laid(path, ['a'], { a: { x: 1 }, b: null })).toEqual({
      web: service(path, { a: { x: 1 }, b: null }),
    });
  });
});
