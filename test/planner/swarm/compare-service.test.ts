import { describe, expect, test } from 'vitest';
import type { JsonMap } from '../../../src/model/json.ts';
import type { SwarmServiceRequest } from '../../../src/model/swarm-request.ts';
import { compareService } from '../../../src/planner/swarm/compare-service.ts';

const CONTEXT = {
  networkNames: new Map([
    ['n1', 'app_front'],
    ['n2', 'app_back'],
  ]),
};

const container = (more: object = {}) => ({ Image: 'web:1', Labels: {}, ...more });

const wanted = (task: object = {}, more: object = {}): SwarmServiceRequest => ({
  Name: 'app_web',
  Labels: {},
  TaskTemplate: { ContainerSpec: container(), ...task },
  Mode: { Replicated: {} },
  ...more,
});

const live = (task: object = {}, more: object = {}): JsonMap =>
  JSON.parse(
    JSON.stringify({
      Name: 'app_web',
      Labels: {},
      TaskTemplate: {
        ContainerSpec: container({ Isolation: 'default' }),
        ForceUpdate: 0,
        Runtime: 'container',
        ...task,
      },
      Mode: { Replicated: { Replicas: 1 } },
      ...more,
    }),
  ) as JsonMap;

/** Each alone restarts all tasks when it is sent in the other form (measured). */
const ALIKE: readonly (readonly [name: string, wanted: SwarmServiceRequest, live: JsonMap])[] = [
  ['no resources', wanted(), live({ Resources: {} })],
  [
    'the restart policy that a swarm has by itself',
    wanted(),
    live({ RestartPolicy: { Condition: 'any', Delay: 5e9, MaxAttempts: 0 } }),
  ],
  ['no names of hosts', wanted(), live({ ContainerSpec: container({ DNSConfig: {}, Hosts: [] }) })],
  [
    'privileges that say nothing',
    wanted(),
    live({
      ContainerSpec: container({
        Privileges: { CredentialSpec: null, SELinuxContext: null, NoNewPrivileges: false },
      }),
    }),
  ],
  ['a healthcheck that says nothing', wanted(), live({ ContainerSpec: container({ Healthcheck: {} }) })],
  ['the endpoint that a swarm makes by itself', wanted(), live({}, { EndpointSpec: { Mode: 'vip' } })],
  [
    'variables in another order',
    wanted({ ContainerSpec: container({ Env: ['A=1', 'B=2'] }) }),
    live({ ContainerSpec: container({ Env: ['B=2', 'A=1'] }) }),
  ],
  [
    'networks by their ids, in another order',
    wanted({
      Networks: [
        { Target: 'app_back', Aliases: ['web'] },
        { Target: 'app_front', Aliases: ['web', 'www'] },
      ],
    }),
    live({
      Networks: [
        { Target: 'n1', Aliases: ['www', 'web'] },
        { Target: 'n2', Aliases: ['web'] },
      ],
    }),
  ],
  [
    'the tag that counts when there is none',
    wanted({ ContainerSpec: container({ Image: 'web' }) }),
    live({ ContainerSpec: container({ Image: 'web:latest' }) }),
  ],
  [
    'the digest that the image had',
    wanted(),
    live({ ContainerSpec: container({ Image: `web:1@sha256:${'a'.repeat(64)}` }) }),
  ],
  [
    'the digest that the file names, with the tag that counts when there is none',
    wanted({ ContainerSpec: container({ Image: `web@sha256:${'a'.repeat(64)}` }) }),
    live({ ContainerSpec: container({ Image: `web:latest@sha256:${'a'.repeat(64)}` }) }),
  ],
  [
    'capabilities by their short names',
    wanted({ ContainerSpec: container({ CapabilityAdd: ['CAP_NET_ADMIN'] }) }),
    live({ ContainerSpec: container({ CapabilityAdd: ['net_admin'] }) }),
  ],
  ['updates one at a time', wanted({}, { UpdateConfig: { Parallelism: 1 } }), live()],
  [
    'files by their ids',
    wanted({
      ContainerSpec: container({
        Configs: [{ ConfigName: 'c', File: { Name: '/page', UID: '0', GID: '0', Mode: 292 } }],
      }),
    }),
    live({
      ContainerSpec: container({
        Configs: [{ ConfigID: 'x', ConfigName: 'c', File: { Name: 'page', UID: '0', GID: '0', Mode: 292 } }],
      }),
    }),
  ],
  [
    'platforms that came with a digest',
    wanted(),
    live({ Placement: { Platforms: [{ OS: 'linux', Architecture: 'amd64' }] } }),
  ],
  ['tasks that were made anew by hand', wanted(), live({ ForceUpdate: 7 })],
];

describe('a service that says the same in other words', () => {
  test.each(ALIKE)('has not changed: %s', (_, service, spec) => {
    expect(compareService(service, spec, CONTEXT)).toEqual({ paths: [], spec });
  });
});

const OTHER: readonly (readonly [path: string, wanted: SwarmServiceRequest, live: JsonMap])[] = [
  [
    'TaskTemplate.ContainerSpec.Image',
    wanted({ ContainerSpec: container({ Image: `web:1@sha256:${'b'.repeat(64)}` }) }),
    live({ ContainerSpec: container({ Image: `web:1@sha256:${'a'.repeat(64)}` }) }),
  ],
  ['Mode.Replicated.Replicas', wanted(), live({}, { Mode: { Replicated: { Replicas: 3 } } })],
  ['Mode.Replicated.Replicas', wanted({}, { Mode: { Replicated: { Replicas: 0 } } }), live()],
  ['UpdateConfig', wanted(), live({}, { UpdateConfig: { Order: 'start-first' } })],
  ['UpdateConfig', wanted({}, { UpdateConfig: { Parallelism: 1 } }), live({}, { UpdateConfig: {} })],
  ['TaskTemplate.ContainerSpec.Init', wanted({ ContainerSpec: container({ Init: false }) }), live()],
  ['TaskTemplate.ContainerSpec.Image', wanted({ ContainerSpec: container({ Image: 'web:2' }) }), live()],
  ['TaskTemplate.ContainerSpec.Env', wanted(), live({ ContainerSpec: container({ Env: ['A=1'] }) })],
  ['TaskTemplate.RestartPolicy', wanted({ RestartPolicy: { Condition: 'none' } }), live()],
  [
    'TaskTemplate.Placement.Platforms',
    wanted({ Placement: { Platforms: [{ OS: 'linux' }] } }),
    live({ Placement: { Platforms: [{ OS: 'windows' }] } }),
  ],
  [
    'EndpointSpec',
    wanted(
      {},
      {
        EndpointSpec: {
          Ports: [{ Protocol: 'tcp', TargetPort: 80, PublishedPort: 81, PublishMode: 'ingress' }],
        },
      },
    ),
    live(
      {},
      {
        EndpointSpec: {
          Mode: 'vip',
          Ports: [{ Protocol: 'tcp', TargetPort: 80, PublishedPort: 80, PublishMode: 'ingress' }],
        },
      },
    ),
  ],
];

describe('a service that is another one', () => {
  test.each(OTHER)('differs in %s', (path, service, spec) => {
    expect(compareService(service, spec, CONTEXT).paths).toEqual([path]);
  });

  test('is sent with all that is equal as the swarm has it', () => {
    const spec = live({ Resources: {}, ContainerSpec: container({ Env: ['B=2', 'A=1'], DNSConfig: {} }) });
    const service = wanted({ ContainerSpec: container({ Env: ['A=1', 'B=2'], User: 'me' }) });
    expect(compareService(service, spec, CONTEXT).spec).toEqual({
      ...spec,
      TaskTemplate: {
        ...Object(spec.TaskTemplate),
        ContainerSpec: { ...Object(Object(spec.TaskTemplate).ContainerSpec), User: 'me' },
      },
    });
  });
});
