import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkAddresses, countSubnets } from '../../../src/cli/doctor/check-addresses.ts';
import { checkDaemon } from '../../../src/cli/doctor/check-daemon.ts';
import { checkMachine } from '../../../src/cli/doctor/check-machine.ts';
import { checkVersion } from '../../../src/cli/doctor/check-version.ts';
import { judge } from '../../../src/cli/doctor/judge.ts';
import { HOLES_AS_OF, isClosed, KNOWN_HOLES } from '../../../src/cli/doctor/known-holes.ts';
import { kindOf, type MachineFacts } from '../../../src/cli/doctor/machine-facts.ts';
import { MACHINE_RULES, type Use, unknown } from '../../../src/cli/doctor/machine-rules.ts';
import { readInfo, type SystemInfo } from '../../../src/engine/answers/read-info.ts';
import type { EngineVersion } from '../../../src/engine/port/engine-answers.ts';
import { networkId } from '../../../src/model/ids.ts';

/** `GET /info` and `GET /version` of an engine, as it answered. */
interface Recorded {
  readonly info: SystemInfo;
  readonly version: {
    readonly Version: string;
    readonly ApiVersion: string;
    readonly Components: readonly { readonly Name: string; readonly Version: string }[];
  };
}

function recorded(name: string): Recorded {
  const file: Recorded = JSON.parse(readFileSync(new URL(`recorded/${name}.json`, import.meta.url), 'utf8'));
  return file;
}

type Changes = Partial<Omit<MachineFacts, 'info' | 'version'>> & {
  readonly info?: SystemInfo;
  readonly version?: Partial<EngineVersion>;
};

const DAEMON = { file: '/etc/docker/daemon.json', dataRoot: '/var/lib/docker', hosts: [], tlsVerify: false };

/** What is known of a machine with the engine of a recording. */
function machine(name: string, { info, version, ...changes }: Changes = {}): MachineFacts {
  const answers = recorded(name);
  const engine: EngineVersion = {
    version: answers.version.Version,
    apiVersion: answers.version.ApiVersion,
    os: 'linux',
    arch: 'amd64',
    components: Object.fromEntries(answers.version.Components.map((part) => [part.Name, part.Version])),
    ...version,
  };
  const read = readInfo({ ...answers.info, ...info });
  return {
    version: engine,
    info: read,
    kind: kindOf(engine, read),
    endpoint: 'unix:///var/run/docker.sock',
    usesTls: true,
    networks: [],
    routes: [],
    logs: [],
    published: [],
    ...changes,
  };
}

/** What is not all right, in one line each: the status and the rule. */
function findings(facts: MachineFacts, use: Use = 'prod'): readonly string[] {
  return all(facts, use)
    .filter(({ status }) => status !== 'ok' && status !== 'unknown')
    .map(({ status, rule }) => `${status} ${rule}`);
}

const all = (facts: MachineFacts, use: Use = 'prod') =>
  [checkVersion, checkMachine, checkDaemon, checkAddresses]
    .flatMap((check) => check(facts))
    .flatMap((answer) => judge(answer, use));

const finding = (facts: MachineFacts, rule: keyof typeof MACHINE_RULES, use: Use = 'prod') =>
  all(facts, use).filter((one) => one.rule === rule);

describe('the rules about machines, over what engines answered', () => {
  test('tell of an engine as it is installed what production asks for', () => {
    expect(findings(machine('debian-default', { daemon: DAEMON }))).toEqual([
      'info cgroups-old',
      'info users-not-mapped',
      'warn live-restore-off',
      'warn logs-unbounded',
    ]);
    expect(findings(machine('debian-default', { daemon: DAEMON }), 'dev')).toEqual([]);
  });

  test('have nothing to ask for of one that was set up for it', () => {
    expect(findings(machine('debian-hardened', { daemon: { ...DAEMON, logMaxSize: '10m' } }))).toEqual([
      'info cgroups-old',
    ]);
  });

  test('tell of all that is wrong with one that was set up without care', () => {
    const daemon = { ...DAEMON, iptables: false, hosts: ['tcp://0.0.0.0:2375'] };

    expect(findings(machine('debian-careless', { daemon }))).toEqual([
      'warn storage-driver',
      'info cgroups-old',
      'info users-not-mapped',
      'warn live-restore-off',
      'warn logs-unbounded',
      'fail tcp-without-tls',
      'warn insecure-registry',
      'warn firewall-off',
      'info experimental',
    ]);
    expect(findings(machine('debian-careless', { daemon }), 'dev')).toEqual([
      'warn storage-driver',
      'warn tcp-without-tls',
      'warn firewall-off',
    ]);
  });

  test('say for each what is wrong, why it matters, and what to do', () => {
    const found = all(machine('debian-careless', { daemon: DAEMON })).filter(
      ({ status }) => status !== 'ok' && status !== 'unknown',
    );

    expect(found.filter(({ reason, hint }) => !reason || !hint)).toEqual([]);
    expect(finding(machine('debian-careless', { daemon: DAEMON }), 'live-restore-off')).toEqual([
      {
        check: 'live-restore',
        status: 'warn',
        rule: 'live-restore-off',
        text: 'off',
        reason: 'every update and restart of the engine stops all containers',
        hint: '"live-restore": true in /etc/docker/daemon.json, then: systemctl reload docker',
      },
    ]);
  });

  test('do not alarm where nobody can tell: an engine elsewhere', () => {
    const facts = machine('debian-hardened', { endpoint: 'ssh://op@far' });
    const unknown = all(facts)
      .filter(({ status }) => status === 'unknown')
      .map(({ rule }) => rule);

    expect(findings(facts)).toEqual(['info cgroups-old']);
    expect(unknown).toEqual([
      'engine-old',
      'engine-old',
      'inodes-low',
      'clock-not-synchronised',
      'swap-full',
      'logs-unbounded',
      'tcp-without-tls',
      'firewall-off',
    ]);
  });

  test('know Docker Desktop, rootless engines and Podman, which are set up elsewhere or not at all', () => {
    const desktop = machine('debian-default', { info: { OperatingSystem: 'Docker Desktop' } });
    const rootless = machine('debian-default', { info: { SecurityOptions: ['name=rootless'] } });
    const podman = machine('debian-default', {
      version: { version: '5.4.2', apiVersion: '1.41', components: { 'Podman Engine': '5.4.2' } },
      info: { Driver: 'overlay', LiveRestoreEnabled: false },
    });

    expect([desktop, rootless, podman].map(({ kind }) => kind)).toEqual(['desktop', 'rootless', 'podman']);
    expect(findings(desktop)).toEqual(['info cgroups-old']);
    expect(findings(rootless)).toEqual(['info cgroups-old', 'warn live-restore-off']);
    expect(finding(rootless, 'live-restore-off')[0]?.hint).toContain('~/.config/docker/daemon.json');
    expect(findings(podman)).toEqual(['info cgroups-old']);
  });

  test('take an answer without most of its members for one that tells nothing', () => {
    const facts = machine('debian-default');
    const bare = { ...facts, info: readInfo({}), version: { ...facts.version, components: {} } };

    expect(findings({ ...bare, kind: 'docker' })).toEqual(['info users-not-mapped']);
  });
});

describe('single rules', () => {
  test.each([
    [{ info: { MemoryLimit: false, PidsLimit: false } }, 'limits-missing', 'of memory, pids: without effect'],
    [{ info: { SwapLimit: false } }, 'limits-missing', 'of swap: without effect'],
    [
      {
        info: {
          DriverStatus: [
            ['Backing Filesystem', 'xfs'],
            ['Supports d_type', 'false'],
          ],
        },
      },
      'storage-driver',
      'overlay2 on xfs without d_type',
    ],
    [{ info: { Driver: 'devicemapper' } }, 'storage-driver', 'devicemapper'],
    [{ isClockSynchronised: false }, 'clock-not-synchronised', 'the clock is not set by NTP'],
    [{ startsAtBoot: false }, 'not-started-at-boot', 'the engine does not start with the machine'],
    [{ swap: { totalBytes: 2e9, freeBytes: 1e8 } }, 'swap-full', '95 % of 2.0 GB used'],
    [
      { space: { freeBytes: 1e12, totalBytes: 2e12, freeInodes: 4, totalInodes: 100 } },
      'inodes-low',
      '4 % free',
    ],
    [
      { endpoint: 'tcp://10.0.0.5:2375', usesTls: false },
      'tcp-without-tls',
      'open to anybody at tcp://10.0.0.5:2375',
    ],
    [
      { logs: [{ container: 'shop-db-1', driver: 'json-file' }] },
      'logs-unbounded',
      'the log of shop-db-1 has no limit',
    ],
    [{ version: { apiVersion: '1.43' } }, 'engine-old', '26.1.5+dfsg1, API 1.43'],
  ] as const)('of %j: %s', (changes, rule, text) => {
    const found = finding(machine('debian-default', changes), rule).filter(
      ({ status }) => status === 'warn' || status === 'fail',
    );

    expect(found).toMatchObject([{ text }]);
  });

  test.each([
    [{ space: { freeBytes: 1, totalBytes: 2, freeInodes: 0, totalInodes: 0 } }, 'inodes-low'],
    [{ swap: { totalBytes: 0, freeBytes: 0 } }, 'swap-full'],
    [{ isClockSynchronised: true }, 'clock-not-synchronised'],
    [{ startsAtBoot: true }, 'not-started-at-boot'],
    [{ endpoint: 'tcp://10.0.0.5:2376', usesTls: true, daemon: DAEMON }, 'tcp-without-tls'],
    [{ daemon: { ...DAEMON, hosts: ['tcp://0.0.0.0:2376'], tlsVerify: true } }, 'tcp-without-tls'],
    [{ logs: [{ container: 'shop-db-1', driver: 'json-file', maxSize: '10m' }] }, 'logs-unbounded'],
    [{ info: { LoggingDriver: 'local' } }, 'logs-unbounded'],
    [{ info: { Swarm: { LocalNodeState: 'active' } } }, 'live-restore-off'],
  ] as const)('of %j there is nothing to say by %s', (changes, rule) => {
    expect(finding(machine('debian-default', changes), rule)).toMatchObject([{ status: 'ok' }]);
  });

  test('a container keeps the log that it was created with, whatever the engine says by now', () => {
    const facts = machine('debian-default', {
      daemon: { ...DAEMON, logMaxSize: '10m' },
      logs: [
        { container: 'shop-db-1', driver: 'json-file' },
        { container: 'shop-web-1', driver: 'json-file', maxSize: '10m' },
      ],
    });

    expect(finding(facts, 'logs-unbounded')).toMatchObject([
      {
        status: 'warn',
        text: 'the log of shop-db-1 has no limit',
        hint: expect.arrayContaining(['create them anew: ']),
      },
    ]);
  });
});

describe('address pools', () => {
  test('an engine without pools of its own has 31 networks', () => {
    const facts = machine('debian-default', { info: { DefaultAddressPools: null } });

    expect(finding(facts, 'address-pool-low')).toMatchObject([
      { status: 'ok', text: '31 of 31 networks are left' },
    ]);
  });

  test.each([
    [4, 'warn'],
    [0, 'fail'],
    [9, 'ok'],
  ])('%d left is %s', (left, status) => {
    const facts = machine('debian-default', {
      info: { DefaultAddressPools: [{ Base: '10.9.0.0/20', Size: 24 }] },
      networks: Array.from({ length: 16 - left }, (_, index) => ({
        id: networkId(`${index}`),
        name: `n${index}`,
        driver: 'bridge',
        labels: {},
        settings: { IPAM: { Config: [{ Subnet: `10.9.${index}.0/24` }] } },
      })),
    });

    expect(finding(facts, 'address-pool-low')).toMatchObject([
      { status, text: `${left} of 16 networks are left` },
    ]);
  });

  test('countSubnets() counts what a range covers once, however many ranges do', () => {
    const pools = [{ base: '10.9.0.0/20', size: 24 }];
    const free = (...taken: readonly [string, number][]) =>
      countSubnets(
        pools,
        taken.map(([address, bits]) => ({ address, bits })),
      ).free;

    expect(free(['10.9.0.0', 24], ['10.9.0.128', 25], ['10.9.4.0', 22], ['10.9.5.0', 24])).toBe(11);
    expect(free(['10.0.0.0', 8])).toBe(0);
    expect(free(['10.10.0.0', 16], ['fd00::', 8])).toBe(16);
  });
});

describe('ports of the project', () => {
  const published = [
    { service: 'web', port: 40_000 },
    { service: 'api', port: 8080 },
  ];

  test('one that the machine hands out may be taken at any time', () => {
    const ephemeral = { from: 32_768, to: 60_999, reserved: [{ from: 50_000, to: 50_010 }] };

    expect(
      finding(machine('debian-default', { published, ephemeral }), 'port-in-ephemeral-range'),
    ).toMatchObject([
      {
        status: 'warn',
        text: '40000 of web: in 32768-60999',
        hint: expect.stringContaining('ip_local_reserved_ports=50000-50010,40000'),
      },
    ]);
  });

  test('one that is reserved is none, and of another machine nobody knows', () => {
    const ephemeral = { from: 32_768, to: 60_999, reserved: [{ from: 40_000, to: 40_000 }] };
    const statusOf = (facts: MachineFacts) =>
      finding(facts, 'port-in-ephemeral-range').map(({ status }) => status);

    expect(statusOf(machine('debian-default', { published, ephemeral }))).toEqual(['ok']);
    expect(statusOf(machine('debian-default', { published }))).toEqual(['unknown']);
    expect(statusOf(machine('debian-default'))).toEqual([]);
  });
});

describe('versions with known holes', () => {
  const versions = (engine: string, runc: string, info: SystemInfo = {}) =>
    finding(
      machine('debian-default', { version: { version: engine, components: { runc } }, info }),
      'engine-old',
    );

  test.each([
    ['28.5.1', '1.2.5', ['Engine 28.5.1', 'runc 1.2.5']],
    ['29.9.0', '1.3.3', []],
    ['29.9.1', '1.4.0', []],
    ['29.9.0', '1.2.8', []],
    ['29.9.0', '1.3.2', ['runc 1.3.2']],
  ])('Engine %s with runc %s: %j', (engine, runc, texts) => {
    const found = versions(engine, runc).filter(({ status }) => status === 'warn');

    expect(found.map(({ text }) => text)).toEqual(texts);
  });

  test('what takes a plugin or Swarm is told only to who has it', () => {
    const ids = (info: SystemInfo) =>
      versions('23.0.1', '1.3.3', info).flatMap(({ reason = '' }) => reason.match(/CVE-\d+-\d+/g) ?? []);

    expect(ids({})).not.toContain('CVE-2023-28840');
    expect(ids({})).not.toContain('CVE-2026-34040');
    expect(ids({ Swarm: { LocalNodeState: 'active' } })).toContain('CVE-2023-28840');
    expect(ids({ Plugins: { Authorization: ['opa'] } })).toContain('CVE-2026-34040');
  });

  test('a distribution mends holes without a new number', () => {
    expect(versions('26.1.5+dfsg1', '1.1.15+ds1').map(({ status }) => status)).toEqual([
      'unknown',
      'unknown',
    ]);
    expect(versions('26.1.5+dfsg1', '1.4.0-1ubuntu1').map(({ status }) => status)).toEqual(['unknown']);
  });

  test('isClosed() goes by the line of a version, and by the newest one where it has none', () => {
    const hole = { part: 'Engine', closedIn: ['25.0.13', '28.0.0'], what: '', ids: [] } as const;
    const closed = (...version: readonly number[]) => isClosed(version, hole);

    expect([closed(25, 0, 12), closed(25, 0, 13), closed(26, 1, 5), closed(28, 0, 0), closed(29, 1)]).toEqual(
      [false, true, false, true, true],
    );
  });
});

test('what was asked for in vain is told, also where it would only be good to know', () => {
  for (const use of ['dev', 'prod'] as const)
    expect(judge(unknown('data-in-container', 'the engine does not tell'), use)).toEqual([
      { check: 'data', status: 'unknown', rule: 'data-in-container', text: 'the engine does not tell' },
    ]);
});

test('docs/doctor.md has a row for each rule, with its levels, and the table of versions with its day', () => {
  const docs = readFileSync(new URL('../../../docs/doctor.md', import.meta.url), 'utf8');

  for (const [rule, { dev, prod }] of Object.entries(MACHINE_RULES))
    expect(docs).toMatch(new RegExp(`^\\| \`${rule}\` \\| ${dev} \\| ${prod} \\|`, 'm'));
  expect(docs).toContain(HOLES_AS_OF);
  for (const { ids, closedIn } of KNOWN_HOLES)
    expect(docs).toContain(`| ${closedIn.join(', ')} | ${ids.join(', ')} |`);
});
