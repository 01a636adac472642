import { afterEach, expect, test } from 'vitest';
import { aWorkspace, containersOf, docker, removeContainers, type Workspace } from '../support/gantry.ts';

let workspace: Workspace;
afterEach(() => workspace.remove());

const sleeper = (name: string, more: string): string =>
  `  ${name}: {image: "busybox:latest", command: sleep 600, init: true, stop_grace_period: 0s, ${more}}\n`;

const lender = (version: number, more = ''): string =>
  sleeper('vpn', `ipc: shareable, volumes: [/shared], environment: {VERSION: "${version}"}${more}`);

const FILE = [
  'services:\n',
  lender(1),
  sleeper('net', 'network_mode: "service:vpn"'),
  sleeper('ipc', 'ipc: "service:vpn"'),
  sleeper('vols', 'volumes_from: ["vpn:ro"]'),
  sleeper('linked', 'links: ["vpn:tunnel"]'),
  sleeper('alone', ''),
  `  pid: {image: "busybox:latest", command: sleep 600, stop_grace_period: 0s, pid: "service:vpn"}\n`,
].join('');

async function started(name: string): Promise<Readonly<Record<string, string>>> {
  workspace = aWorkspace(name, { 'compose.yaml': FILE });
  expect((await workspace.gantry('up -d')).code).toBe(0);
  return ids();
}

/** By service; without the time of the start. */
async function ids(): Promise<Readonly<Record<string, string>>> {
  const { project } = workspace;
  return Object.fromEntries(
    Object.entries(await containersOf(project)).map(([name, id]) => [
      name.slice(project.length + 1),
      id.split(' ')[0] ?? '',
    ]),
  );
}

async function up(words = ''): Promise<void> {
  expect(await workspace.gantry(`up -d ${words}`.trim())).toMatchObject({ code: 0 });
}

async function isSettled(): Promise<void> {
  expect((await workspace.gantry('plan --verify --detailed-exitcode')).code).toBe(0);
}

const kept = async (before: Readonly<Record<string, string>>): Promise<readonly string[]> => {
  const now = await ids();
  return Object.keys(before)
    .filter((name) => now[name] === before[name])
    .sort();
};

/** Nothing in the inspections of the project says this id. */
function isForgotten(id: string): void {
  const all = docker('ps', '-aq', '--filter', `label=com.docker.compose.project=${workspace.project}`);
  expect(docker('inspect', ...all.split('\n'))).not.toContain(id);
}

const STAY = ['alone-1', 'linked-1'];

test('up replaces who shares a namespace or volumes of a container that is replaced, and no one else', async () => {
  const before = await started('ns-replaced');
  const old = docker('inspect', '--format', '{{.Id}}', `${workspace.project}-vpn-1`);
  docker('exec', `${workspace.project}-vpn-1`, 'touch', '/shared/mine');
  workspace.write('compose.yaml', FILE.replace(lender(1), lender(2)));

  await up();
  expect(await kept(before)).toEqual(STAY);
  isForgotten(old);
  expect(docker('exec', `${workspace.project}-vols-1`, 'ls', '/shared')).toBe('mine');
  await isSettled();
});

test('up gives them the namespace of the container that is there after somebody removed the one before', async () => {
  const before = await started('ns-removed');
  const vpn = `${workspace.project}-vpn-1`;
  const [old = '', volume = ''] = docker(
    'inspect',
    '--format',
    '{{.Id}} {{range .Mounts}}{{.Name}}{{end}}',
    vpn,
  ).split(' ');
  docker('rm', '--force', vpn);

  const { stdout } = await workspace.gantry('plan');
  expect(stdout).toContain(`network_mode: container:${old.slice(0, 12)} → service:vpn`);
  await up();
  docker('volume', 'rm', volume);
  expect(await kept(before)).toEqual(STAY);
  isForgotten(old);
  await isSettled();
});

test('up leaves them alone when the lender is scaled up and down', async () => {
  const before = await started('ns-scaled');

  await up('--scale vpn=2');
  expect(await kept(before)).toEqual(Object.keys(before).sort());
  const second = `${workspace.project}-vpn-2`;
  const volume = docker('inspect', '--format', '{{range .Mounts}}{{.Name}}{{end}}', second);
  await up('--scale vpn=1');
  expect(await ids()).toEqual(before);
  docker('volume', 'rm', volume);
});

test('up renames a container without a stop, and links others to its new name', async () => {
  const before = await started('ns-renamed');
  const { project } = workspace;
  const name = `${project}-tunnel`;
  expect(docker('exec', `${project}-linked-1`, 'nslookup', 'tunnel')).toContain('tunnel');
  workspace.write('compose.yaml', FILE.replace(lender(1), lender(1, `, container_name: ${name}`)));

  await up();
  const { 'vpn-1': vpn = '', ...others } = before;
  expect(await ids()).toEqual({ ...others, tunnel: vpn });
  expect(docker('exec', `${project}-linked-1`, 'nslookup', 'tunnel')).toContain('tunnel');
  await isSettled();
});

test('up follows the container of somebody else whose namespaces are shared, when that one is another, or was started again', async () => {
  workspace = aWorkspace('ns-outside', {});
  const { project } = workspace;
  const outside = `${project}-outside`;
  const run = (): string =>
    docker('run', '-d', '--name', outside, '-v', '/lent', '--init', 'busybox:latest', 'sleep', '600');
  workspace.write(
    'compose.yaml',
    [
      'services:\n',
      sleeper('net', `network_mode: "container:${outside}"`),
      `  pid: {image: "busybox:latest", command: sleep 600, pid: "container:${outside}"}\n`,
      sleeper('vols', `volumes_from: ["container:${outside}:ro"]`),
      sleeper('alone', ''),
    ].join(''),
  );
  const lent = (): string => docker('inspect', '--format', '{{range .Mounts}}{{.Name}}{{end}}', outside);
  try {
    const old = run();
    await up();
    await isSettled();
    const before = await ids();
    const volume = lent();
    const addresses = (): string => docker('exec', `${project}-net-1`, 'ip', 'addr', 'show');

    docker('restart', '-t', '0', outside);
    expect(addresses()).not.toContain('eth0');
    await up();
    expect(addresses()).toContain('eth0');
    expect(await ids()).toEqual(before);

    docker('rm', '--force', outside);
    const now = run();
    await up();
    docker('volume', 'rm', volume);
    expect(await kept(before)).toEqual(['alone-1']);
    isForgotten(old);
    expect(docker('inspect', `${project}-vols-1`)).toContain(lent());
    expect(docker('inspect', '--format', '{{.HostConfig.NetworkMode}}', `${project}-net-1`)).toBe(
      `container:${now}`,
    );
    await isSettled();
  } finally {
    await removeContainers(outside);
  }
});

test('drift finds who is cut off as somebody else restarted the lender, and up restarts just those', async () => {
  const before = await started('restarted');
  const { project } = workspace;
  const addresses = (): string => docker('exec', `${project}-net-1`, 'ip', 'addr', 'show');
  docker('restart', '-t', '0', `${project}-vpn-1`);
  docker('start', `${project}-pid-1`);

  expect(addresses()).not.toContain('eth0');
  const found = await workspace.gantry('drift');
  expect(found).toMatchObject({ code: 2 });
  expect(found.stdout.match(/container \S+ differs/g)).toEqual([
    `container ${project}-ipc-1 differs`,
    `container ${project}-net-1 differs`,
  ]);

  await up();
  expect(addresses()).toContain('eth0');
  expect(await ids()).toEqual(before);
  expect(await workspace.gantry('drift')).toMatchObject({ code: 0 });
});
