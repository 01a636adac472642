import { expect, test } from 'vitest';
import { containerId, imageId, networkId } from '../../../src/model/ids.ts';
import type { Cause } from '../../../src/model/plan.ts';
import { withSizes } from '../../../src/model/volume-losses.ts';
import { planToJson } from '../../../src/ui/plan/plan-to-json.ts';
import { showPlan } from '../../../src/ui/plan/show-plan.ts';
import { Sensitive } from '../../../src/util/sensitive.ts';
import { aBuild } from '../../support/a-build.ts';
import {
  aPlan,
  createContainer,
  createNetwork,
  removeContainer,
  startContainer,
  step,
  stopContainer,
  waitFor,
} from '../../support/a-plan.ts';
import { lines } from '../../support/lines.ts';

const plain = { colour: false };
const changed: Cause = {
  kind: 'changed',
  fields: [
    { field: 'environment.MODE', from: 'dev', to: 'prod' },
    { field: 'ports', to: '8080:80' },
  ],
};
const replaceWeb = (
  cause: Cause,
  guard?: { image: ReturnType<typeof step>; differsFrom: ReturnType<typeof imageId> },
) => {
  const first = guard ? 2 : 1;
  const more = { cause, ...(guard && { guard }) };
  return [
    { operation: createContainer('web', { name: '0123456789ab_p-web-1' }), after: guard ? [1] : [], ...more },
    { operation: stopContainer('web'), after: [first], ...more },
    { operation: removeContainer('web'), after: [first + 1], ...more },
    {
      operation: {
        kind: 'rename-container' as const,
        container: { createdBy: step(first) },
        from: '0123456789ab_p-web-1',
        name: 'p-web-1',
      },
      after: [first + 2],
      ...more,
    },
    { operation: startContainer('web', first), after: [first + 3], ...more },
  ];
};
const unchanged = [{ kind: 'container', name: 'p-db-1' }] as const;

test('showPlan() says for each resource what will be done, why, and what it waits for', () => {
  const plan = aPlan([
    createNetwork('default'),
    { operation: createContainer('db'), after: [1] },
    { operation: startContainer('db', 2), after: [2] },
    { operation: waitFor('db', 'service_healthy', { waiter: 'web' }), after: [3] },
    { operation: createContainer('web'), after: [1] },
    { operation: startContainer('web', 5), after: [4, 5] },
    { operation: removeContainer('old'), cause: { kind: 'orphan' } },
  ]);
  expect(showPlan(plan, plain)).toBe(
    lines(
      '`gantry up` would do this in project p:',
      '  + network p_default: create because it does not exist',
      '  + container p-db-1: create and start because it does not exist',
      '  + container p-web-1: create and start because it does not exist',
      '      waits for db to be healthy',
      '  - container p-old-1: remove because its service is not in the file any more',
      'in total: 3 to create, 1 to remove',
      'disruption: none',
      '',
    ),
  );
});

test('showPlan() tells a replacement as one thing, with the fields that changed', () => {
  expect(showPlan(aPlan(replaceWeb(changed), { unchanged }), plain)).toBe(
    lines(
      '`gantry up` would do this in project p:',
      '  ± replace container p-web-1 because 2 settings changed',
      '      environment.MODE: dev → prod',
      '      ports: (unset) → 8080:80',
      'in total: 1 to replace',
      'disruption: 1 container is replaced',
      'unchanged: 1 container',
      '',
    ),
  );
});

test('showPlan() words what only a pull can tell as a condition', () => {
  const pull = {
    operation: { kind: 'pull-image', image: 'app:1', services: ['web'] } as const,
    cause: { kind: 'requested', by: '--pull always' } as const,
  };
  const guard = { image: step(1), differsFrom: imageId('sha256:old') };
  const plan = aPlan([pull, ...replaceWeb({ kind: 'image-changed', image: 'app:1' }, guard)], { unchanged });
  expect(showPlan(plan, plain)).toBe(
    lines(
      '`gantry up` would do this in project p:',
      '  ↓         image app:1: pull because of --pull always',
      '  ? replace container p-web-1 if the pull of app:1 gives another image',
      'in total: 1 to pull, 1 to replace if needed',
      'disruption: at most 1 container is replaced',
      'unchanged: 1 container',
      '',
    ),
  );
});

test('showPlan() says when nothing would change, and shows warnings all the same', () => {
  expect(showPlan(aPlan([], { unchanged, warnings: ['beware'] }), plain)).toBe(
    lines('warning: beware', '`gantry up` would change nothing in project p: 1 container', ''),
  );
  expect(showPlan(aPlan([], { verb: 'down' }), plain)).toBe(
    '`gantry down` would change nothing in project p: there is nothing to do\n',
  );
});

test('showPlan() tells a changed value that is not shown as such, and never as unset', () => {
  const fields = [
    { field: 'configs.shop' },
    { field: 'environment.TOKEN', from: '••••••', to: '••••••' },
    { field: 'environment.OLD', from: 'x' },
  ];
  expect(showPlan(aPlan(replaceWeb({ kind: 'changed', fields })), plain)).toBe(
    lines(
      '`gantry up` would do this in project p:',
      '  ± replace container p-web-1 because 3 settings changed',
      '      configs.shop: changed',
      '      environment.TOKEN: •••••• → another value',
      '      environment.OLD: x → (unset)',
      'in total: 1 to replace',
      'disruption: 1 container is replaced',
      '',
    ),
  );
});

test('showPlan() quotes a value that could not be seen, or whose end could not', () => {
  const fields = [
    { field: 'environment.GREETING', from: 'Hola', to: '' },
    { field: 'environment.PREFIX', from: ' ', to: 'a ' },
  ];
  expect(showPlan(aPlan(replaceWeb({ kind: 'changed', fields })), plain)).toContain(
    lines('      environment.GREETING: Hola → ""', '      environment.PREFIX: " " → "a "', ''),
  );
});

test('showPlan() says of a mounted file that it was replaced, and not that its content changed', () => {
  const replaced = (field: string) => ({
    field,
    how: 'replaced' as const,
    remark: 'the container still sees the former one',
  });
  const restart = (...fields: ReturnType<typeof replaced>[]) => {
    const cause: Cause = { kind: 'changed', fields };
    return showPlan(
      aPlan([
        { operation: stopContainer('web'), cause },
        { operation: startContainer('web'), after: [1], cause },
      ]),
      plain,
    );
  };
  expect(restart(replaced('configs.site.file'))).toContain(
    lines(
      '  ~ restart container p-web-1 because configs.site.file was replaced',
      '      configs.site.file: replaced by another file (the container still sees the former one)',
      '',
    ),
  );
  expect(restart(replaced('configs.site.file'), replaced('secrets.key.file'))).toContain(
    'because 2 files were replaced\n',
  );
});

test('showPlan() tells a stopped container, which starts in any case, apart from its replacement, which may not be', () => {
  const guard = { image: step(1), differsFrom: imageId('sha256:old') };
  const cause: Cause = { kind: 'image-changed', image: 'p-web' };
  const [create, , remove, rename, start] = replaceWeb(cause, guard);
  const build = {
    kind: 'build-image' as const,
    image: 'p-web',
    service: 'web',
    build: aBuild(),
    labels: {},
    secrets: [],
  };
  if (!create || !remove || !rename || !start) throw new Error('a replacement has five steps');
  const { guard: _, ...unguarded } = start;
  const plan = aPlan([
    build,
    create,
    { ...remove, after: [2] },
    { ...rename, after: [3] },
    { ...unguarded, after: [4], cause: { kind: 'not-running', state: 'exited' } },
  ]);
  expect(showPlan(plan, plain)).toBe(
    lines(
      '`gantry up` would do this in project p:',
      '  +         image p-web: build because it does not exist',
      '  ? replace container p-web-1 if the build of p-web gives another image',
      '  ▸         container p-web-1: start because it is not running (exited)',
      'in total: 1 to build, 1 to replace if needed, 1 to start',
      'disruption: at most 1 container is replaced',
      '',
    ),
  );
});

test('showPlan() says what is lost for good, and leaves out a cause that is the command itself', () => {
  const cause: Cause = { kind: 'requested', by: 'down' };
  const plan = aPlan(
    [
      { operation: stopContainer('web'), cause },
      { operation: { ...removeContainer('web'), withVolumes: true }, after: [1], cause },
      { operation: { kind: 'remove-volume', name: 'p_data' }, after: [2], cause },
    ],
    { verb: 'down' },
  );
  expect(showPlan(plan, plain)).toBe(
    lines(
      '`gantry down` would do this in project p:',
      '  - downtime  container p-web-1: stop and remove with any anonymous volumes',
      '  - DATA LOSS volume p_data: remove, with the data in it',
      'in total: 2 to remove',
      'disruption: DATA LOSS in 1 volume, 1 container no longer runs',
      '',
    ),
  );
});

test('showPlan() writes colours only where they are wanted', () => {
  const plan = aPlan([createContainer('web')], { warnings: ['beware'] });
  expect(showPlan(plan, { colour: true })).toContain('\x1b[32m');
  expect(showPlan(plan, plain)).not.toContain('\x1b');
});

test('showPlan() breaks a line that is too long for the terminal, and cuts nothing', () => {
  expect(showPlan(aPlan([createContainer('web')]), { colour: false, columns: 40 })).toBe(
    lines(
      '`gantry up` would do this in project p:',
      '  + container p-web-1: create',
      '      because it does not exist',
      'in total: 1 to create',
      'disruption: none',
      '',
    ),
  );
});

test('planToJson() lists changes and steps, and never a request or the content of a file', () => {
  const files = [
    { path: '/run/secrets/key', content: new Sensitive('hunter2'), mode: 0o400, uid: 0, gid: 0 },
  ];
  const plan = aPlan([
    createContainer('web', {
      request: {
        Image: 'app',
        Env: ['PASSWORD=hunter2'],
        Labels: {},
        HostConfig: {},
        NetworkingConfig: { EndpointsConfig: {} },
      },
    }),
    {
      operation: { kind: 'put-files', container: { id: containerId('web') }, name: 'p-web-1', files },
      after: [1],
    },
  ]);
  const json = planToJson(plan);
  expect(JSON.stringify(json)).not.toContain('hunter2');
  expect(json).toMatchObject({
    version: 1,
    verb: 'up',
    project: 'p',
    changes: [
      {
        resource: { kind: 'container', name: 'p-web-1' },
        action: 'create',
        disruption: 'none',
        because: 'because it does not exist',
      },
    ],
    totals: { create: 1, unchanged: 0 },
    steps: [
      { id: 1, operation: 'create-container', after: [] },
      { id: 2, operation: 'put-files', after: [1] },
    ],
  });
});

const follows = (kind: 'network' | 'container', name: string): Cause => ({
  kind: 'follows',
  resource: { kind, name },
});
const subnet: Cause = {
  kind: 'changed',
  fields: [{ field: 'subnet', from: '10.1.0.0/24', to: '10.2.0.0/24' }],
};
const leave = {
  kind: 'disconnect-network',
  container: containerId('web'),
  name: 'p-web-1',
  network: 'p_front',
} as const;

test('showPlan() follows a cause to the change that it began with, and says what is disturbed', () => {
  const plan = aPlan([
    { operation: leave, cause: follows('network', 'p_front') },
    { operation: { kind: 'remove-network', id: networkId('n'), name: 'p_front' }, after: [1], cause: subnet },
    { operation: createNetwork('front'), after: [2], cause: subnet },
    { operation: stopContainer('api'), cause: follows('container', 'p-web-1') },
    { operation: startContainer('api'), after: [4], cause: follows('container', 'p-web-1') },
    {
      operation: {
        kind: 'update-container',
        container: containerId('db'),
        name: 'p-db-1',
        update: { Memory: 64 },
      },
      cause: { kind: 'changed', fields: [{ field: 'mem_limit', from: '32m', to: '64m' }] },
    },
  ]);
  expect(showPlan(plan, plain)).toBe(
    lines(
      '`gantry up` would do this in project p:',
      '  ~ reconnect container p-web-1: update because network p_front is replaced because subnet changed',
      '  ± reconnect network p_front: replace because subnet changed',
      '      subnet: 10.1.0.0/24 → 10.2.0.0/24',
      '  ~ restart   container p-api-1 because container p-web-1 changes because network p_front is replaced because subnet changed',
      '  ~           container p-db-1: update because mem_limit changed',
      '      mem_limit: 32m → 64m',
      'in total: 2 to update, 1 to replace, 1 to restart',
      'disruption: 1 container is restarted, 1 container and 1 network lose connections for a moment',
      '',
    ),
  );
  expect(planToJson(plan)).toMatchObject({
    changes: [
      {
        disruption: 'reconnect',
        because: 'because network p_front is replaced because subnet changed',
        causes: [
          { kind: 'follows', resource: { name: 'p-web-1' }, fields: [] },
          { kind: 'changed', resource: { kind: 'network', name: 'p_front' }, fields: ['subnet'] },
        ],
      },
      { disruption: 'reconnect' },
      { disruption: 'restart' },
      { disruption: 'none' },
    ],
    disruptions: { restart: 1, reconnect: 2 },
  });
});

test('showPlan() gives the reason of what is done, where a container has steps for several', () => {
  const join = {
    ...leave,
    kind: 'connect-network',
    container: { id: containerId('web') },
    endpoint: {},
  } as const;
  const db = { container: containerId('db'), name: 'p-db-1' };
  const scaled: Cause = { kind: 'scaled', from: 2, to: 1 };
  const network = follows('network', 'p_front');
  const plan = aPlan([
    { operation: leave, cause: network },
    { operation: { ...leave, ...db }, cause: network },
    { operation: stopContainer('web'), cause: follows('container', 'p-api-1') },
    { operation: join, cause: network },
    { operation: startContainer('web'), cause: follows('container', 'p-api-1') },
    {
      operation: { kind: 'rename-container', container: join.container, from: 'w', name: 'p-web-1' },
      cause: changed,
    },
    { operation: stopContainer('db'), cause: network },
    { operation: removeContainer('db'), cause: scaled },
  ]);
  expect(showPlan(plan, plain)).toContain(
    lines(
      '  ~ restart  container p-web-1 because container p-api-1 changes',
      '      environment.MODE: dev → prod',
      '      ports: (unset) → 8080:80',
      '  - downtime container p-db-1: stop and remove because scaled from 2 to 1',
    ),
  );
});

test('showPlan() shows the hook that runs again beside the removal of what is left of it, which has the same name', () => {
  const cause: Cause = { kind: 'not-running', state: 'created' };
  const plan = aPlan([
    { operation: removeContainer('web-pre_start-1'), cause: { kind: 'leftover', ofHook: true } },
    {
      operation: {
        kind: 'run-hook',
        service: 'web',
        name: 'p-web-pre_start-1-1',
        index: 0,
        request: { Image: 'app', Labels: {}, HostConfig: {}, NetworkingConfig: { EndpointsConfig: {} } },
        references: [],
        files: [],
      },
      after: [1],
      cause,
    },
    { operation: startContainer('web'), after: [2], cause },
  ]);
  expect(showPlan(plan, plain)).toContain(
    lines(
      '  - container p-web-pre_start-1-1: remove because left over from an earlier run of the hook',
      '  ▸ container p-web-pre_start-1-1: run because it is not running (created)',
      '  ▸ container p-web-1: start because it is not running (created)',
    ),
  );
});

test('showPlan() names the command that was typed', () => {
  const plan = aPlan([startContainer('web')], { verb: 'scale' });
  const typed = { ...plain, command: 'gantry scale web=1 db=2' };
  expect(showPlan(plan, typed)).toContain('`gantry scale web=1 db=2` would do this');
  expect(showPlan({ ...plan, steps: [] }, typed)).toContain('`gantry scale web=1 db=2` would change nothing');
});

test('showPlan() says which signal is sent', () => {
  const to = (name: string, signal: string) => ({
    container: containerId(name),
    name: `p-${name}-1`,
    signal,
  });
  const operations = [
    { kind: 'signal-container', ...to('web', 'SIGHUP') },
    { kind: 'kill-container', ...to('db', 'SIGKILL') },
  ] as const;
  const shown = showPlan(aPlan(operations.map((operation) => ({ operation, cause: changed }))), plain);
  expect(shown.match(/sends \w+/g)).toEqual(['sends SIGHUP', 'sends SIGKILL']);
});

test('showPlan() ends a chain of causes that leads back to where it began', () => {
  const plan = aPlan([
    { operation: stopContainer('a'), cause: follows('container', 'p-b-1') },
    { operation: stopContainer('b'), cause: follows('container', 'p-a-1') },
  ]);
  expect(showPlan(plan, plain)).toContain(
    'container p-a-1: stop because container p-b-1 is stopped because container p-a-1 is stopped\n',
  );
});

test('showPlan() shows what is not done, once, with how much would be lost and how to have it done', () => {
  const fields = [{ field: 'driver', from: 'local', to: 'nfs' }];
  const warning = 'volume "p_data" was made with other settings';
  const resource = { kind: 'volume', name: 'p_data' } as const;
  const withheld = [{ resource, fields, flag: '--destroy-data p_data', warning }];
  const plan = withSizes(
    aPlan([], { unchanged, withheld, warnings: ['beware', warning] }),
    new Map([['p_data', 12_340_000]]),
  );
  expect(showPlan(plan, plain)).toBe(
    lines(
      'warning: beware',
      '`gantry up` would change nothing in project p: 1 container',
      '  ! DATA LOSS volume p_data: not done although driver changed',
      '      driver: local → nfs',
      '      it would destroy the data in it (12.3 MB): --destroy-data p_data does that',
      '',
    ),
  );
  expect(planToJson(plan)).toMatchObject({
    withheld: [{ resource, disruption: 'data-loss', flag: '--destroy-data p_data', sizeBytes: 12_340_000 }],
  });
});

test('showPlan() says how large what is lost is, and that anonymous volumes are a loss where there are any', () => {
  const remove = (anonymousVolumes: number) => ({
    ...removeContainer('web'),
    withVolumes: true,
    anonymousVolumes,
  });
  const plan = (anonymousVolumes: number) =>
    withSizes(
      aPlan([remove(anonymousVolumes), { kind: 'remove-volume', name: 'p_data' }]),
      new Map([['p_data', 512]]),
    );

  expect(showPlan(plan(0), plain)).toContain(
    '  - DATA LOSS volume p_data: remove, with the data in it (512 B)',
  );
  expect(showPlan(plan(0), plain)).toContain('  -           container p-web-1: remove because');
  expect(showPlan(plan(2), plain)).toContain(
    '  - DATA LOSS container p-web-1: remove with any anonymous volumes because',
  );
});

test('showPlan() leaves out the column where nothing is disturbed', () => {
  expect(showPlan(aPlan([createContainer('web')]), plain)).toContain('  + container p-web-1: create');
});

test('showPlan() says for how long a volume is kept, inside of a sentence', () => {
  const marker = { Name: 'p_data_trashed_1', Driver: 'local', Labels: {}, DriverOpts: {} };
  const plan = aPlan([
    {
      operation: { kind: 'trash-volume', name: 'p_data', marker, keepSeconds: 3600 },
      cause: { kind: 'requested', by: 'down' },
    },
  ]);

  expect(showPlan(plan, plain)).toContain('kept for about an hour');
});
