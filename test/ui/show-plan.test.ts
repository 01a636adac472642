import { expect, test } from 'vitest';
import { containerId, imageId } from '../../src/model/ids.ts';
import type { Cause } from '../../src/model/plan.ts';
import { planToJson, showPlan } from '../../src/ui/show-plan.ts';
import { Sensitive } from '../../src/util/sensitive.ts';
import {
  aPlan,
  createContainer,
  createNetwork,
  removeContainer,
  startContainer,
  step,
  stopContainer,
  waitFor,
} from '../support/a-plan.ts';
import { lines } from '../support/lines.ts';

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
      'up p:',
      '  + network p_default: create because missing',
      '  + container p-db-1: create and start because missing',
      '  + container p-web-1: create and start because missing',
      '      waits for db to be healthy',
      '  - container p-old-1: remove because its service is not in the file any more',
      '3 to create, 1 to remove, 0 unchanged',
      '',
    ),
  );
});

test('showPlan() tells a replacement as one thing, with the fields that changed', () => {
  expect(showPlan(aPlan(replaceWeb(changed), { unchanged }), plain)).toBe(
    lines(
      'up p:',
      '  ± container p-web-1: replace because environment.MODE, ports changed',
      '      environment.MODE: dev → prod',
      '      ports: (unset) → 8080:80',
      '1 to replace, 1 unchanged',
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
      'up p:',
      '  ↓ image app:1: pull because of --pull always',
      '  ? container p-web-1: replace if app:1 is another image then',
      '1 to pull, 1 to replace if needed, 1 unchanged',
      '',
    ),
  );
});

test('showPlan() says when nothing would change, and shows warnings all the same', () => {
  expect(showPlan(aPlan([], { unchanged, warnings: ['beware'] }), plain)).toBe(
    lines('warning: beware', 'up p: nothing would change (1 container)', ''),
  );
  expect(showPlan(aPlan([], { verb: 'down' }), plain)).toBe('down p: nothing to do\n');
});

test('showPlan() breaks a line that is too long for the terminal, and cuts nothing', () => {
  expect(showPlan(aPlan([createContainer('web')]), { colour: false, columns: 40 })).toBe(
    lines('up p:', '  + container p-web-1: create', '      because missing', '1 to create, 0 unchanged', ''),
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
    verb: 'up',
    project: 'p',
    changes: [
      { resource: { kind: 'container', name: 'p-web-1' }, action: 'create', because: 'because missing' },
    ],
    totals: { create: 1, unchanged: 0 },
    steps: [
      { id: 1, operation: 'create-container', after: [] },
      { id: 2, operation: 'put-files', after: [1] },
    ],
  });
});
