import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { LABEL } from '../../../src/model/labels.ts';
import type { DescribeService, Project } from '../../../src/model/project.ts';
import type { SecretSpec } from '../../../src/model/secret-spec.ts';
import type { ServiceSpec } from '../../../src/model/service-spec.ts';
import { hasSameRequest } from '../../../src/planner/diff/diff-container.ts';
import { configHash, copiedNames, hashIn } from '../../../src/planner/request/config-hash.ts';
import {
  desiredContainer,
  matchesComposeHash,
  matchesHash,
} from '../../../src/planner/request/create-request.ts';
import { ServiceHashes } from '../../../src/planner/request/service-hashes.ts';
import { warmHashes } from '../../../src/planner/request/warm-hashes.ts';
import { Sensitive } from '../../../src/util/sensitive.ts';
import { aProject } from '../../support/a-project.ts';
import { aService } from '../../support/a-service.ts';
import { anObservedContainer } from '../../support/an-observed-container.ts';
import { hashContext, hashesOf, hashOf } from '../../support/planning.ts';

/** What docker compose 2.26.1 writes for a service that runs busybox on the default network. */
const BUSYBOX = '2afd7866203dca40993313263173003833e9de9c3ad83f2f59484e32a5605234';

const nobody = () => undefined;
const web = (overrides: Parameters<typeof aService>[1] = {}) =>
  aService('web', { networks: ['default'], ...overrides });
const hash = (service: ServiceSpec, project: Project = aProject({ services: [service] })) =>
  hashOf(project, service, nobody);

function aConfig(content: string): SecretSpec {
  return {
    key: 'motd',
    name: 'app_motd',
    from: { kind: 'content', content: new Sensitive(content) },
    labels: new Map(),
    driverOpts: new Map(),
    extensions: new Map(),
  };
}

describe('ServiceHashes.hashOf()', () => {
  test('is the hash that docker compose writes', () => {
    expect(hash(web())).toBe(BUSYBOX);
  });

  test('does not depend on what docker compose leaves out either', () => {
    const same = web({
      extensions: new Map([['x-note', 1]]),
      pullPolicy: 'always',
      scale: 3,
    });

    expect(hash(same)).toBe(BUSYBOX);
  });

  test('covers the content, the place and the mode of files that are put into the container', () => {
    const service = web({ configs: [{ source: 'motd' }] });
    const project = (content: string) => aProject({ services: [service], configs: [aConfig(content)] });
    const moved = web({ configs: [{ source: 'motd', mode: 0o400 }] });
    const hashes = [
      hash(service, project('a')),
      hash(service, project('b')),
      hash(moved, aProject({ services: [moved], configs: [aConfig('a')] })),
    ];

    expect(new Set(hashes).size).toBe(3);
    expect(hash(service, project('a'))).toBe(hashes[0]);
  });

  test('is followed by the names of these files, which mean nothing for whether it is equal', () => {
    const configs = [{ source: 'motd' }, { source: 'motd', target: '/a,b%' }];
    const service = web({ configs });
    const project = aProject({ services: [service], configs: [aConfig('a')] });
    const label = hash(service, project);
    const desired = desiredContainer(project, service, 1);
    const matches = (one: string) => matchesHash(hashContext(project), desired, one);

    expect(label).toMatch(/^[0-9a-f]{64}:configs\/motd,configs\/a%2Cb%25$/);
    expect([label, label.slice(0, 64), label.slice(0, 63)].map(matches)).toEqual([true, true, false]);
    expect(copiedNames(label)).toEqual(['configs/motd', 'configs/a%2Cb%25']);
    expect(copiedNames(hash(web()))).toEqual([]);
  });

  test('has the ids of other containers in it, as docker compose puts them there', () => {
    const service = aService('web', {
      networkMode: 'service:vpn',
      volumesFrom: ['data:ro', 'container:old:ro'],
    });
    const project = aProject({ services: [service] });
    const text =
      '{"command":null,"entrypoint":null,"image":"busybox","network_mode":"container:1","volumes_from":["2","old"]}';

    expect(hashOf(project, service, (name) => (name === 'vpn' ? '1' : '2'))).toBe(
      createHash('sha256').update(text).digest('hex'),
    );
  });

  test('follows the container that lends its namespace', () => {
    const service = aService('web', { networkMode: 'service:vpn' });
    const hashes = hashesOf(aProject({ services: [service] }));
    const sha256 = (id: string): string =>
      createHash('sha256')
        .update(`{"command":null,"entrypoint":null,"image":"busybox","network_mode":"container:${id}"}`)
        .digest('hex');

    expect(hashes.hashOf(service, () => '1')).toBe(sha256('1'));
    expect(hashes.hashOf(service, () => '2')).toBe(sha256('2'));
  });

  test('has the bare name of a container that is not of the project, also where no other container is part of it', () => {
    const service = aService('web', { volumesFrom: ['container:old:ro'] });
    const text = '{"command":null,"entrypoint":null,"image":"busybox","volumes_from":["old"]}';

    expect(hash(service)).toBe(createHash('sha256').update(text).digest('hex'));
  });
});

describe('configHash()', () => {
  test('puts the ids in the places of their placeholders', () => {
    const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

    expect(configHash({ text: 'of STAND and STAND' }, [['STAND', 'id']])).toBe(sha256('of id and id'));
  });
});

describe('ServiceHashes.labelsOf()', () => {
  test('leaves docker compose its own hash, and has the files beside it', () => {
    const configs = [{ source: 'motd' }];
    const [plain, service] = [web(), web({ configs })];
    const project = aProject({ services: [service], configs: [aConfig('a')] });
    const hashes = hashesOf(project);
    const labels = hashes.labelsOf(service, () => undefined);

    expect(labels).toEqual({
      [LABEL.configHash]: hashes.writtenHash(service),
      [LABEL.filesHash]: hash(service, project),
    });
    expect(hashIn(labels)).toBe(hash(service, project));
    expect(Object.keys(hashesOf(aProject({ services: [plain] })).labelsOf(plain, () => undefined))).toEqual([
      LABEL.configHash,
    ]);
  });

  test('takes a container for what it is that has all of it in one label, as gantry wrote it before', () => {
    const service = web({ configs: [{ source: 'motd' }] });
    const project = aProject({ services: [service], configs: [aConfig('a')] });
    const before = { [LABEL.configHash]: hash(service, project) };

    expect(matchesHash(hashContext(project), desiredContainer(project, service, 1), hashIn(before))).toBe(
      true,
    );
    expect(copiedNames(hashIn(before))).toEqual(['configs/motd']);
  });
});

describe('ServiceHashes.writtenHash()', () => {
  test('has what is written where ids of containers will be', () => {
    const service = aService('web', { networkMode: 'service:vpn' });
    const text = '{"command":null,"entrypoint":null,"image":"busybox","network_mode":"service:vpn"}';

    expect(hashesOf(aProject({ services: [service] })).writtenHash(service)).toBe(
      createHash('sha256').update(text).digest('hex'),
    );
  });
});

describe('warmHashes()', () => {
  const unset: SecretSpec = { ...aConfig(''), from: { kind: 'environment', variable: 'MOTD' } };
  const described: string[] = [];
  const describeService: DescribeService = (service) => {
    described.push(service.name);
    return service.name;
  };

  test('leaves nothing to be written down when the hashes are asked for, and skips what no container is made of', () => {
    const [broken, vpn, lent, provided] = [
      aService('broken', { configs: [{ source: 'motd' }] }),
      aService('vpn'),
      aService('lent', { networkMode: 'service:vpn' }),
      aService('provided', { provider: { type: 'cloud' } }),
    ];
    const project = aProject({ services: [broken, vpn, lent, provided], configs: [unset] });
    const hashes = new ServiceHashes(project, describeService);

    warmHashes(project, hashes);
    expect(described).toEqual(['vpn', 'lent']);
    hashes.hashOf(vpn, nobody);
    hashes.hashOf(lent, () => 'id');
    expect(described).toEqual(['vpn', 'lent']);
    expect(() => hashes.hashOf(broken, nobody)).toThrow('MOTD, which is not set');
  });
});

describe('matchesHash() and matchesComposeHash()', () => {
  const service = web({ configs: [{ source: 'motd' }] });
  const project = aProject({ services: [service], configs: [aConfig('a')] });
  const matches = (label: string | undefined, of = project, as?: ServiceSpec) => {
    const desired = desiredContainer(of, service, 1);
    return [
      matchesHash(hashContext(of), desired, label, as),
      matchesComposeHash(hashContext(of), desired, label === undefined ? {} : { [LABEL.configHash]: label }),
    ];
  };

  test('tell what gantry made from what docker compose made, who does not look at the content of files', () => {
    const hashes = hashesOf(project);

    expect(matches(hash(service, project))).toEqual([true, false]);
    for (const form of ['2.26', 'today'] as const)
      expect(matches(hashes.plainHashOf(service, nobody, form))).toEqual([false, true]);
    expect(matches(hash(web()))).toEqual([false, false]);
    expect(matches(undefined)).toEqual([false, false]);
  });

  test('go by what is recorded of a project whose sealed values cannot be hashed again', () => {
    const recorded: Project = {
      ...project,
      knownHashes: new Map([['web', { ours: ['o1', 'o2'], theirs: ['t1', 't2'] }]]),
    };

    expect(matches('o2:configs/motd', recorded)).toEqual([true, false]);
    expect(matches('t2', recorded)).toEqual([false, true]);
    expect(matches(hash(service, project), recorded)).toEqual([false, false]);
    expect(matches(undefined, recorded)).toEqual([false, false]);
    // Of a service as it may have been, nothing is recorded.
    expect(matches('o2', recorded, web({ hostname: 'h' }))).toEqual([false, false]);
  });
});

describe('hasSameRequest()', () => {
  const made = (service: ServiceSpec, label: string, source = '/app/motd') => {
    const project = aProject({
      services: [service],
      configs: [{ ...aConfig(''), from: { kind: 'file', path: '/app/motd' } }],
    });
    return hasSameRequest(
      hashContext(project),
      anObservedContainer('web', {
        labels: { [LABEL.configHash]: label },
        mounts: [
          { type: 'bind', source: '/app/motd', target: '/elsewhere' },
          { type: 'bind', source, target: '/motd' },
        ],
      }),
      desiredContainer(project, service, 1),
    );
  };

  test('knows what docker compose made, in the form of 2.26 and in that of today', () => {
    const service = web({ dependsOn: { db: 'service_started' } });
    const project = aProject({ services: [service] });
    const today = hashOf(project, service, nobody, 'today');

    expect(today).not.toBe(hash(service));
    expect(made(service, hash(service))).toBe(true);
    expect(made(service, today)).toBe(true);
  });

  test('looks closer at hashes of another kind', () => {
    expect(made(web(), `gantry-${'f'.repeat(64)}`)).toBe(false);
  });

  test('looks closer at a config that is mounted from another file, which the hash does not tell', () => {
    const service = web({ configs: [{ source: 'motd' }] });

    expect(made(service, hash(service))).toBe(true);
    expect(made(service, hash(service), '/app/other')).toBe(false);
  });
});
