import { expect, test } from 'vitest';
import { chooseRunning } from '../../../src/cli/find/running-container.ts';
import { containerId } from '../../../src/model/ids.ts';
import { LABEL } from '../../../src/model/labels.ts';
import type { ObservedContainer } from '../../../src/model/observed.ts';
import { anObservedContainer } from '../../support/an-observed-container.ts';

const oneOff = (name: string): ObservedContainer => {
  const container = anObservedContainer('web');
  return {
    ...container,
    id: containerId(name),
    name,
    labels: { ...container.labels, [LABEL.oneOff]: 'True' },
  };
};
const replica = (number: number, state: ObservedContainer['state'] = 'running'): ObservedContainer => {
  const container = anObservedContainer('web');
  const labels = { ...container.labels, [LABEL.containerNumber]: String(number) };
  return { ...container, name: `web-${number}`, state, labels };
};
const chosen = (containers: readonly ObservedContainer[], index?: number) =>
  chooseRunning(containers, 'web', index)?.name;

test('chooseRunning() takes the lowest number that runs, before any one-off', () => {
  expect(chosen([oneOff('alone'), replica(1, 'exited'), replica(2), replica(3)])).toBe('web-2');
});

test('chooseRunning() takes a one-off when nothing else runs, but not for a number', () => {
  expect(chosen([oneOff('alone'), replica(1, 'exited')])).toBe('alone');
  expect(chosen([oneOff('alone'), replica(1, 'exited')], 1)).toBeUndefined();
  expect(chosen([replica(1), replica(2)], 2)).toBe('web-2');
});
