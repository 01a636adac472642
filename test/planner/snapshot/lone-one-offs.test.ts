import { expect, test } from 'vitest';
import { LABEL } from '../../../src/model/labels.ts';
import { loneOneOffs } from '../../../src/planner/snapshot/own-containers.ts';
import { anObservedContainer } from '../../support/an-observed-container.ts';

const IN_INSTANCE = { [LABEL.instance]: 'test-1' };
const oneOff = (service: string, labels: Readonly<Record<string, string>> = IN_INSTANCE) =>
  anObservedContainer(service, { labels: { ...labels, [LABEL.service]: service, [LABEL.oneOff]: 'True' } });

test('loneOneOffs() are those of an instance whose services have no other container', () => {
  const web = anObservedContainer('web', { labels: { ...IN_INSTANCE, [LABEL.service]: 'web' } });
  const tested = oneOff('e2e');

  expect(loneOneOffs([web, oneOff('web'), tested])).toEqual([tested]);
  expect(loneOneOffs([oneOff('e2e', {})])).toEqual([]);
});
