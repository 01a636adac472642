import { expect, test } from 'vitest';
import { containerId } from '../../../src/model/ids.ts';
import { LABEL } from '../../../src/model/labels.ts';
import { needsLock } from '../../../src/reconciler/lock/needs-lock.ts';
import { aPlan, createContainer, startContainer, stopContainer, waitFor } from '../../support/a-plan.ts';

const oneOff = createContainer('job', {
  request: {
    Image: 'app',
    Labels: { [LABEL.oneOff]: 'True' },
    HostConfig: {},
    NetworkingConfig: { EndpointsConfig: {} },
  },
});

test('needsLock() is true of a plan that creates, starts or stops what the project has', () => {
  for (const operation of [createContainer('web'), startContainer('web'), stopContainer('web')])
    expect(needsLock(aPlan([operation]))).toBe(true);
});

test('needsLock() is true of hooks that were left out', () => {
  const hook = {
    kind: 'exec-hook',
    container: { id: containerId('web') },
    name: 'p-web-1',
    service: 'web',
    hook: 'post_start',
    index: 0,
    exec: { Cmd: ['true'] },
    mayHaveEnded: false,
  } as const;
  expect(needsLock(aPlan([hook]))).toBe(true);
});

test('needsLock() is false of a plan that changes nothing of the project', () => {
  expect(needsLock(aPlan([]))).toBe(false);
  expect(needsLock(aPlan([waitFor('web', 'service_healthy')]))).toBe(false);
});

test('needsLock() is false of a one-off alone, and true where it needs others', () => {
  expect(needsLock(aPlan([oneOff, startContainer('job', 1)]))).toBe(false);
  expect(needsLock(aPlan([startContainer('db'), oneOff, startContainer('job', 2)]))).toBe(true);
});
