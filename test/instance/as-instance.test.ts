import { expect, test } from 'vitest';
import { asInstance, type InstanceOptions } from '../../src/instance/as-instance.ts';
import { fixedPorts, readPortsLabel } from '../../src/instance/published-ports.ts';
import type { Project } from '../../src/model/project.ts';
import type { ServiceSpec } from '../../src/model/service-spec.ts';
import { ServiceHashes } from '../../src/planner/request/service-hashes.ts';
import { describeService } from '../../src/spec/print/service-hash.ts';
import { lines } from '../support/lines.ts';
import { loadFiles } from '../support/load-files.ts';

async function copyOf(text: string, options: Partial<InstanceOptions> = {}) {
  const { project } = await loadFiles(text, { projectName: 'shop' });
  return asInstance(project, { name: 'review', ...options });
}

function serviceOf({ services }: Project, name: string): ServiceSpec {
  const service = services.get(name);
  if (!service) throw new Error(`there is no ${name}`);
  return service;
}

const webOf = (project: Project): ServiceSpec => serviceOf(project, 'web');

async function told(text: string, options: Partial<InstanceOptions> = {}): Promise<readonly string[]> {
  const { findings } = await copyOf(text, options);
  return findings.map(({ severity, code, message }) => `${severity} ${code}: ${message}`);
}

test('asInstance() gives the project a name of its own and says whose copy it is', async () => {
  const { project, findings } = await copyOf('services: {web: {image: busybox}}');
  expect(project.name).toBe('shop-review');
  expect(project.instance).toEqual({ name: 'review', of: 'shop', builders: new Map() });
  expect(findings).toEqual([]);
});

test('asInstance() labels containers, networks and volumes with the instance and its project', async () => {
  const { project } = await copyOf(
    'services: {web: {image: busybox, volumes: ["data:/data"]}}\nvolumes: {data: {}}',
  );
  const labels = { 'gantry.instance': 'review', 'gantry.instance.of': 'shop' };
  for (const { labels: found } of [webOf(project), ...project.networks.values(), ...project.volumes.values()])
    expect(Object.fromEntries(found)).toEqual(labels);
});

test('asInstance() renames what the files name and what is named after the project', async () => {
  const { project } = await copyOf(
    lines(
      'services: {web: {image: busybox, networks: [front, back], volumes: ["data:/data", "named:/named"]}}',
      'networks: {front: {}, back: {name: backbone}}',
      'volumes: {data: {}, named: {name: archive}}',
    ),
  );
  const names = [...project.networks.values(), ...project.volumes.values()].map(({ name }) => name);
  expect(names).toEqual(['backbone-review', 'shop-review_front', 'shop-review_data', 'archive-review']);
});

test('asInstance() leaves a name alone that was made of the name of the instance', async () => {
  const { project } = await loadFiles(
    'services: {web: {image: busybox, volumes: ["data:/data"]}}\nvolumes: {data: {name: shop-review_files}}',
    { projectName: 'shop' },
  );
  expect(asInstance(project, { name: 'review' }).project.volumes.get('data')?.name).toBe('shop-review_files');
});

test('asInstance() drops container_name and keeps it as an alias on every network', async () => {
  const text = lines(
    'services: {web: {image: busybox, container_name: frontend, networks: {a: {aliases: [www]}, b: }}}',
    'networks: {a: {}, b: {}}',
  );
  const { project } = await copyOf(text);
  expect(webOf(project).containerName).toBeUndefined();
  expect([...webOf(project).networks].map(([key, endpoint]) => [key, endpoint?.aliases])).toEqual([
    ['a', ['www', 'frontend']],
    ['b', ['frontend']],
  ]);
  expect(await told(text)).toEqual([
    'info instance-changes: the container of web has a name of its own in the instance; frontend stays its name on its networks',
  ]);
});

test('asInstance() lets who refers to a container by its name refer to the service', async () => {
  const { project, findings } = await copyOf(
    lines(
      'services:',
      '  db: {image: busybox, container_name: base}',
      '  web: {image: busybox, network_mode: "container:base", pid: "container:base", volumes_from: ["container:base:ro"]}',
      '  job: {image: busybox, external_links: ["base:store"]}',
    ),
  );
  const { networkMode, pid, volumesFrom } = webOf(project);
  expect({ networkMode, pid, volumesFrom }).toEqual({
    networkMode: 'service:db',
    pid: 'service:db',
    volumesFrom: ['db:ro'],
  });
  expect(serviceOf(project, 'job').links).toEqual(['db:store']);
  expect(findings.map(({ code }) => code)).toEqual(['instance-changes']);
});

test('asInstance() warns of containers of others that all instances use', async () => {
  expect(
    await told('services: {web: {image: busybox, network_mode: "container:vpn", external_links: [mail]}}'),
  ).toEqual([
    "warning instance-shares: web uses the container vpn (network_mode), which is not the project's, so all instances share it",
    "warning instance-shares: web uses the container mail (external_links), which is not the project's, so all instances share it",
  ]);
});

test('asInstance() publishes the chosen ports on this machine alone, unless the files name an address', async () => {
  const { project } = await copyOf(
    'services: {web: {image: busybox, ports: ["8080:80", "0.0.0.0:8443:443", "9000-9002:9000-9002/udp", "70"]}}',
    {
      ports: new Map([
        ['web/80/tcp', 20001],
        ['web/443/tcp', 20002],
        ['web/9000/udp', 20010],
        ['web/9001/udp', 20011],
        ['web/9002/udp', 20012],
      ]),
    },
  );
  expect(
    webOf(project).ports.map(({ hostIp, published, target }) => `${hostIp}:${published}:${target}`),
  ).toEqual([
    '127.0.0.1:20001:80',
    '0.0.0.0:20002:443',
    '127.0.0.1:20010:9000',
    '127.0.0.1:20011:9001',
    '127.0.0.1:20012:9002',
    '127.0.0.1:undefined:70',
  ]);
});

test('asInstance() takes as many ports in a row as a range of the files has', async () => {
  const text = 'services: {web: {image: busybox, ports: ["8000-8003:80"]}}';
  const { project } = await copyOf(text, { ports: new Map([['web/80/tcp', 21000]]) });
  expect(webOf(project).ports.map(({ published }) => published)).toEqual(['21000-21003']);
});

test('asInstance() lets the engine pick a port that is not chosen', async () => {
  const { project } = await copyOf('services: {web: {image: busybox, ports: ["8080:80"]}}');
  expect(webOf(project).ports).toEqual([expect.objectContaining({ hostIp: '127.0.0.1', target: 80 })]);
  expect(webOf(project).ports[0]).not.toHaveProperty('published');
});

test('a container tells its ports by a label, also two of one port inside', async () => {
  const text = 'services: {web: {image: busybox, ports: ["8080:80", "8081:80", "5353:53/udp"]}}';
  const ports = new Map([
    ['web/80/tcp', 20001],
    ['web/80/tcp/2', 20002],
    ['web/53/udp', 20003],
  ]);
  const { project } = await copyOf(text, { ports });
  const label = webOf(project).labels.get('gantry.instance.ports') ?? '';
  expect(label).toBe('80/tcp=20001,80/tcp/2=20002,53/udp=20003');
  expect(readPortsLabel('web', label)).toEqual(ports);
  expect(readPortsLabel('web', 'x,80/tcp=,=1,,80/tcp=999999')).toEqual(new Map());
});

test('fixedPorts() has each fixed port of the project under a key of its own', async () => {
  const { project } = await loadFiles(
    'services: {a: {image: busybox, ports: ["8080:80", "80", "127.0.0.1:8081:80"]}, b: {image: busybox, ports: ["90-91:80"]}}',
  );
  expect(fixedPorts(project)).toEqual([
    { key: 'a/80/tcp', service: 'a', target: 80, protocol: 'tcp', published: 8080, count: 1 },
    {
      key: 'a/80/tcp/2',
      service: 'a',
      target: 80,
      protocol: 'tcp',
      hostIp: '127.0.0.1',
      published: 8081,
      count: 1,
    },
    { key: 'b/80/tcp', service: 'b', target: 80, protocol: 'tcp', published: 90, count: 2 },
  ]);
});

const EXTERNALS = lines(
  'services: {web: {image: busybox, networks: [net], volumes: ["data:/data"]}}',
  'networks: {net: {external: true, name: proxy}}',
  'volumes: {data: {external: true}}',
);

test('asInstance() refuses what is external, at its place', async () => {
  const { findings } = await copyOf(EXTERNALS);
  expect(findings).toEqual([
    expect.objectContaining({
      code: 'instance-not-possible',
      severity: 'error',
      about: { of: ['networks', 'net'], settings: ['external', ''] },
    }),
    expect.objectContaining({
      message: 'the volume "data" is external (data), so an instance would share it with the project',
    }),
  ]);
});

test('asInstance() takes what external networks and volumes are mapped to', async () => {
  const { project, findings } = await copyOf(EXTERNALS, {
    map: new Map([
      ['net', 'own'],
      ['volumes.data', 'seed'],
    ]),
  });
  expect(findings).toEqual([]);
  const { name, external } = project.networks.get('net') ?? {};
  expect({ name, external }).toEqual({ name: 'net-review', external: false });
  expect(project.volumes.get('data')).toMatchObject({ name: 'seed', external: true });
});

test('asInstance() refuses a mapping of what the project does not have', async () => {
  expect(
    await told(EXTERNALS, {
      map: new Map([
        ['net', 'own'],
        ['dota', 'own'],
        ['data', 'own'],
      ]),
    }),
  ).toEqual([
    'error instance-not-possible: --map names "dota", and no service uses a network or volume of that name',
  ]);
});

test('asInstance() refuses the network and the processes of the host', async () => {
  expect(
    await told('services: {web: {image: busybox, network_mode: host}, job: {image: busybox, pid: host}}'),
  ).toEqual([
    'error instance-not-possible: job has the processes of the host (pid: host), which the project and its instances cannot have apart',
    'error instance-not-possible: web has the network of the host (network_mode: host), which the project and its instances cannot have apart',
  ]);
});

test('asInstance() drops fixed subnets, addresses and the name of a bridge', async () => {
  const text = lines(
    'services: {web: {image: busybox, networks: {net: {ipv4_address: 10.9.0.5, aliases: [www]}}}}',
    'networks:',
    '  net:',
    '    driver_opts: {com.docker.network.bridge.name: br-shop, com.docker.network.driver.mtu: "1400"}',
    '    ipam: {driver: default, config: [{subnet: 10.9.0.0/24, gateway: 10.9.0.1}]}',
  );
  const { project } = await copyOf(text);
  expect(webOf(project).networks.get('net')).toEqual({
    aliases: ['www'],
    driverOpts: new Map(),
    linkLocalIps: [],
  });
  const { ipam, driverOpts } = project.networks.get('net') ?? {};
  expect(ipam).toMatchObject({ driver: 'default', pools: [] });
  expect(driverOpts).toEqual(new Map([['com.docker.network.driver.mtu', '1400']]));
  expect(await told(text)).toEqual([
    'info instance-changes: web has 10.9.0.5 on the network "net" in the project; the engine picks an address in the instance',
    'info instance-changes: the network "net" has 10.9.0.0/24 in the project; the engine picks a subnet for the instance',
    'info instance-changes: the network "net" is the interface br-shop in the project; the engine names that of the instance',
  ]);
});

test('asInstance() warns of folders that services may write to, and of nothing that they only read', async () => {
  expect(
    await told(
      lines(
        'services:',
        '  web:',
        '    image: busybox',
        '    volumes: [".:/app", "../x:/x", "./etc:/etc/x:ro", "/var/run/docker.sock:/s", "/dev/shm:/shm", "data:/d"]',
        'volumes: {data: {driver_opts: {type: none, o: bind, device: /srv/data}}}',
      ),
    ),
  ).toEqual([
    'warning instance-shares: web may write to the folder of the project, and every other instance that is started from there has the same files',
    'warning instance-shares: web may write to /x, and every other instance that is started from there has the same files',
    'warning instance-shares: the volume "data" is /srv/data, so the instance has the same files as the project',
  ]);
});

test('asInstance() warns of texts that have a published port of the project', async () => {
  const text = lines(
    'services:',
    '  web:',
    '    image: busybox',
    '    build: {context: ., args: {API: "https://api.localhost:8443/v1"}}',
    '    ports: ["8080:80", "8443:443", "7000:7000"]',
    '    environment:',
    '      PUBLIC_URL: http://localhost:8080/x',
    '      CORS: "http://a.test,http://127.0.0.1:8080"',
    '      DSN: postgres://me:secret@localhost:8443/db',
    '      PORT: "8080"',
    '      SAME: "7000"',
    '      INSIDE: http://web:8080',
    '      OTHER: http://localhost:80801',
    '      TIME: "12:8080"',
  );
  const found = (await copyOf(text)).findings.map(({ message, hint }) => `${message}; ${hint}`);
  const of = (key: string, port: number) =>
    `${key} of web has port ${port}, which web has in the project, and not in the instance; ` +
    `write \${GANTRY_URL_web} for its address, or \${GANTRY_PORT_web_${port === 8080 ? 80 : 443}} for its port`;
  expect(found).toEqual([
    of('PUBLIC_URL', 8080),
    of('CORS', 8080),
    of('DSN', 8443),
    of('PORT', 8080),
    of('API', 8443),
  ]);
  expect(found.join()).not.toContain('secret');
});

test('asInstance() gives what it builds a tag of its own, for all who use it', async () => {
  const { project } = await copyOf(
    lines(
      'services:',
      '  web:',
      '    build: {context: ., tags: ["shop/web:extra"], additional_contexts: {base: "docker-image://shop/base"}}',
      '    image: registry:5000/shop/web:1.2',
      '  base: {build: {context: ./base}, image: shop/base}',
      '  plain: {build: {context: ./plain}}',
      '  worker: {image: "registry:5000/shop/web:1.2"}',
      '  other: {image: "postgres:16"}',
    ),
  );
  expect([...project.services.values()].map(({ name, image }) => [name, image])).toEqual([
    ['base', 'shop/base:latest-review'],
    ['other', 'postgres:16'],
    ['plain', undefined],
    ['web', 'registry:5000/shop/web:1.2-review'],
    ['worker', 'registry:5000/shop/web:1.2-review'],
  ]);
  expect(webOf(project).build?.tags).toEqual(['shop/web:extra-review']);
  expect(webOf(project).build?.additionalContexts).toEqual(
    new Map([['base', 'docker-image://shop/base:latest-review']]),
  );
});

test('what becomes of an instance, and whose it is, is in no hash', async () => {
  const text = 'services: {web: {image: busybox, ports: ["8080:80"]}}';
  const ports = new Map([['web/80/tcp', 20001]]);
  const hashOf = async (options: Partial<InstanceOptions>) => {
    const { project } = await copyOf(text, { ports, ...options });
    return new ServiceHashes(project, describeService).hashOf(webOf(project), () => undefined);
  };
  const owner = { host: 'a', bootId: 'b', pid: 1, startTime: '2' };
  expect(await hashOf({ expires: '2026-01-01T00:00:00Z', ttlSeconds: 60, owner })).toBe(await hashOf({}));
  expect(await hashOf({ name: 'other' })).not.toBe(await hashOf({}));
});

test('asInstance() changes nothing of the project that it is given', async () => {
  const { project } = await loadFiles(
    'services: {web: {image: busybox, container_name: front, ports: ["1:1"]}}',
  );
  const before = structuredClone(project.services.get('web')?.ports);
  asInstance(project, { name: 'review', ports: new Map([['web/1/tcp', 2]]) });
  expect(project.services.get('web')?.ports).toEqual(before);
  expect(project.services.get('web')?.containerName).toBe('front');
});
