import { expect, test } from 'vitest';
import { SeveralErrors } from '../../../src/diagnostics/several-errors.ts';
import type { ObservedSwarm } from '../../../src/model/observed-swarm.ts';
import { OF_SERVICE } from '../../../src/planner/swarm/attributes.ts';
import { planSwarmUp } from '../../../src/planner/swarm/plan-swarm-up.ts';
import { afterPlan, aNode, EMPTY_SWARM } from '../../support/a-swarm.ts';
import { loadFiles } from '../../support/load-files.ts';

const planOf = async (text: string, observed: ObservedSwarm = EMPTY_SWARM) =>
  planSwarmUp((await loadFiles(text, { environment: { KEY: 'abc' } })).project, observed);

const lostIn = async (text: string, observed?: ObservedSwarm) =>
  ((await planOf(text, observed)).lost ?? []).map(({ about: { of, settings } }) => ({
    of: of?.join('.'),
    at: settings.flat().join(' '),
  }));

/** All that a swarm cannot honour, as far as one file can have it. */
const EVERYTHING = `
services:
  web:
    image: web
    container_name: mine
    domainname: example.com
    mac_address: 02:42:ac:11:65:43
    links: [db]
    external_links: [other]
    privileged: true
    devices: [/dev/null]
    device_cgroup_rules: ["c 1:3 mr"]
    gpus: all
    userns_mode: host
    cgroup: private
    cgroup_parent: x
    ipc: shareable
    pid: host
    uts: host
    runtime: runc
    storage_opt: {size: 1G}
    annotations: {a: b}
    blkio_config: {weight: 300}
    oom_kill_disable: true
    oom_score_adj: 100
    memswap_limit: 1g
    mem_swappiness: 10
    mem_limit: 512m
    cpuset: "0"
    cpu_shares: 10
    cpu_quota: 50000
    cpu_period: 100000
    cpu_rt_runtime: 1000
    cpu_rt_period: 2000
    cpu_count: 1
    cpu_percent: 10
    volumes_from: [db]
    use_api_socket: true
    pre_start: [{command: "true"}]
    post_start: [{command: "true"}]
    pre_stop: [{command: "true"}]
    models: [llm]
    credential_spec: {config: page}
    deploy: {resources: {reservations: {devices: [{capabilities: [gpu]}]}}}
    networks:
      front:
        ipv4_address: 10.9.0.9
        ipv6_address: fd00::9
        mac_address: 02:42:ac:11:65:44
        link_local_ips: [169.254.1.1]
        interface_name: eth7
        gw_priority: 1
        priority: 5
    ports: ["127.0.0.1:80:80"]
    volumes:
      - {type: bind, source: /a, target: /a, bind: {selinux: z, recursive: readonly}}
      - {type: image, source: busybox, target: /b}
  db: {image: db}
  provided: {provider: {type: thing}}
networks: {front: {ipam: {config: [{subnet: 10.9.0.0/24}, {subnet: "fd00::/64"}]}}}
configs: {page: {content: hello}}
models: {llm: {model: ai/llm}}
`;

/** Those in lists, by what a part of the list is. */
const IN_LISTS: Readonly<Record<string, string>> = {
  'ports.host_ip': 'ports 80',
  'volumes.bind.create_host_path': 'volumes /a',
  'volumes.bind.selinux': 'volumes /a',
  'volumes.bind.recursive': 'volumes /a',
  'volumes.image': 'volumes /b',
};

test('each attribute that the table says to warn of is warned of, with its place in the file', async () => {
  const found = new Set(
    (await lostIn(EVERYTHING)).map(({ at }) => at.replace('networks.front.', 'networks.')),
  );
  const warned = OF_SERVICE.filter(({ fate }) => fate === 'warned').flatMap(({ names }) => names);
  expect(
    warned
      .map((name) => name.replace(/\.\*$/, ''))
      .map((name) => IN_LISTS[name] ?? name)
      .filter((name) => !found.has(name)),
  ).toEqual([]);
});

test('nothing is warned of that the swarm does as the file says', async () => {
  const plan = await planOf(`
services:
  web:
    image: web
    hostname: "{{.Node.Hostname}}"
    network_mode: bridge
    group_add: [wheel]
    security_opt: [no-new-privileges, "label:user:app", "seccomp:unconfined", "apparmor=unconfined"]
    extra_hosts: ["host.docker.internal:host-gateway"]
    tmpfs: ["/run:size=64m,mode=700", "/tmp"]
    sysctls: {net.core.somaxconn: 1024}
    ulimits: {nofile: {soft: 100, hard: 200}}
    init: true
`);
  expect(plan.warnings).toEqual([]);
  const [create] = plan.steps.flatMap(({ operation }) =>
    operation.kind === 'create-swarm-service' ? [operation.request.TaskTemplate] : [],
  );
  expect(create).toMatchObject({
    Networks: [{ Target: 'bridge' }],
    ContainerSpec: {
      Groups: ['wheel'],
      Hosts: ['host-gateway host.docker.internal'],
      Privileges: {
        NoNewPrivileges: true,
        AppArmor: { Mode: 'disabled' },
        Seccomp: { Mode: 'unconfined' },
        SELinuxContext: { User: 'app' },
      },
      Mounts: [
        { Target: '/run', TmpfsOptions: { SizeBytes: 64 * 1024 ** 2, Mode: 0o700 } },
        { Target: '/tmp' },
      ],
    },
  });
});

test('what a newer engine keeps is sent to it, and to no older one, which would discard it at each up', async () => {
  const text = 'services: {web: {image: web, oom_score_adj: 100}}';
  const scoreIn = async (apiVersion: string) => {
    const swarm = { ...EMPTY_SWARM, apiVersion };
    const plan = await planOf(text, swarm);
    const create = plan.steps.find(({ operation }) => operation.kind === 'create-swarm-service');
    const isSent = JSON.stringify(create).includes('OomScoreAdj');
    const again = await planOf(text, { ...afterPlan(plan), apiVersion });
    return { isSent, lost: plan.lost?.length ?? 0, again: again.steps.length };
  };
  expect(await scoreIn('1.45')).toEqual({ isSent: false, lost: 1, again: 0 });
  expect(await scoreIn('1.46')).toEqual({ isSent: true, lost: 0, again: 0 });
});

test('options of mounts in memory, other profiles and ways around outages are told, as far as a swarm has none', async () => {
  const { lost = [] } = await planOf(`
services:
  web:
    image: web
    network_mode: none
    security_opt: ["apparmor:mine", "systempaths=unconfined"]
    tmpfs: ["/run:uid=1000,size=50%,noexec"]
    ports: [{target: 80, published: "8000-8010"}]
    secrets: [{source: key, x-gantry: {on-change: SIGHUP}}]
    x-gantry: {handover: true}
secrets: {key: {environment: KEY}}
`);
  expect(lost.map(({ about }) => about.settings.flat().join(' '))).toEqual([
    'network_mode',
    'ports 80',
    'tmpfs /run:uid=1000,size=50%,noexec',
    'tmpfs /run:uid=1000,size=50%,noexec',
    'security_opt apparmor:mine',
    'security_opt systempaths=unconfined',
    'x-gantry.handover',
    'secrets key',
  ]);
});

test('all that the swarm would not take is told at once, with its place, and before anything changes', async () => {
  const error = await planOf(`
services:
  ${'a'.repeat(60)}: {image: web}
  small: {image: web, deploy: {resources: {limits: {memory: 2m, cpus: "0.0005"}}}}
  rounds: {image: web, ports: ["80:80"], deploy: {endpoint_mode: dnsrr}}
  missing: {image: web, networks: [x], configs: [empty, large]}
networks: {x: {external: true}}
configs: {empty: {content: ""}, large: {content: "${'x'.repeat(1_024_000)}"}}
`).catch((reason) => reason);
  expect(error).toBeInstanceOf(SeveralErrors);
  expect((error as SeveralErrors).errors.map(({ message }) => message.replaceAll(/a{9,}/g, 'a…'))).toEqual([
    'config "empty" is empty: a swarm takes 1 to 1023999 bytes',
    'config "large" has 1024000 bytes: a swarm takes 1 to 1023999 bytes',
    'network "x" is external, and the swarm does not have it',
    'service "a…": its name on the swarm, app_a…, has 64 letters, and may have 63',
    'service "rounds": port 80 cannot be published by all nodes with endpoint_mode: dnsrr',
    'service "small": 2097152 bytes of memory are too few for a swarm',
    'service "small": 0.0005 CPUs are too few for a swarm',
  ]);
});

test('names of secrets, configs and networks, and constraints, are among it', async () => {
  const error = await planOf(`
services:
  web: {image: web, networks: [n, dots], secrets: [s], configs: [c]}
  where: {image: web, deploy: {placement: {constraints: [node.labels.x=y, zone == a, "NODE.Role != manager", engine.labels.os==linux, node.labels.a b == c]}}}
networks: {n: {name: "a b"}, dots: {name: my.net}}
secrets: {s: {environment: KEY, name: ${'b'.repeat(65)}}}
configs: {c: {content: x, name: -c}}
`).catch((reason) => reason);
  expect(error).toBeInstanceOf(SeveralErrors);
  expect((error as SeveralErrors).errors.map(({ message }) => message.replaceAll(/b{9,}/g, 'b…'))).toEqual([
    'secret "s": its name b… has 65 letters, and may have 64 on a swarm',
    'config "c": its name -c is none on a swarm: it may have letters, digits, - _ and . alone, and begins and ends with a letter or a digit',
    'network "my.net": its name on the swarm, my.net, is no part of a domain name',
    'network "a b": its name on the swarm, a b, is no part of a domain name',
    'service "where": no node can meet the constraint "node.labels.x=y"',
    'service "where": no node can meet the constraint "zone == a"',
    'service "where": no node can meet the constraint "node.labels.a b == c"',
  ]);
});

test('a name that the swarm could not be asked for is told, however long it takes to see why', async () => {
  const problem = await planOf(`services: {${'a'.repeat(40)}.: {image: web}}`).catch(
    (error) => error.message,
  );
  expect(problem).toMatch(/is no part of a domain name$/);
});

test('a service that no node can run now is told, with what keeps each node from it', async () => {
  const nodes = [
    aNode('one', { availability: 'drain' }),
    aNode('two', { labels: { disk: 'ssd' }, architecture: 'aarch64' }),
    aNode('three'),
  ];
  const file = `
services:
  web: {image: web, platform: linux/amd64, deploy: {placement: {constraints: [node.labels.disk==ssd]}}}
`;
  expect((await planOf(file, { ...EMPTY_SWARM, nodes })).warnings).toEqual([
    'service "web": no node can run it now (node.labels.disk==ssd): one: its availability is drain; three: it does not meet node.labels.disk==ssd; two: it is linux/arm64, and the image is for linux/amd64',
  ]);
  const more = [...nodes, aNode('four', { labels: { disk: 'ssd' } })];
  expect((await planOf(file, { ...EMPTY_SWARM, nodes: more })).warnings).toEqual([]);
});

test('a network that differs from the files stays, and is told; one for a machine becomes an overlay', async () => {
  const file = (network: string) => `services: {web: {image: web, networks: [n]}}\nnetworks: {n: ${network}}`;
  const first = await planOf(file('{driver: bridge, internal: true}'));
  expect(first.warnings).toEqual([
    'network "n": bridge is of one machine; on a swarm it is an overlay network',
  ]);
  const after = afterPlan(first);
  expect(after.networks).toMatchObject([{ driver: 'overlay' }]);
  expect((await planOf(file('{driver: bridge, internal: true}'), after)).warnings).toEqual([]);
  const changed = await planOf(file('{}'), after);
  expect(changed.steps).toEqual([]);
  expect(changed.warnings).toEqual([
    'network app_n stays as it is, since a swarm cannot change it: internal (true, not false); give it another name, or take the project down first',
  ]);
});
