import { expect, test } from 'vitest';
import { recordedContainers } from '../../../src/cli/history/recorded-containers.ts';
import { containerId } from '../../../src/model/ids.ts';
import { anObservedContainer } from '../../support/an-observed-container.ts';

const OLD = 'a'.repeat(64);
const NEW = 'b'.repeat(64);
const old = anObservedContainer('web', { id: containerId(OLD), name: 'shop-web-1' });
const replacement = anObservedContainer('web', {
  id: containerId(NEW),
  name: `${OLD.slice(0, 12)}_shop-web-1`,
  state: 'created',
});

test('recordedContainers() takes the replacement that an interrupted run has left for no further container of its service', () => {
  const recorded = recordedContainers({ containers: [replacement, old] });
  expect(recorded).toMatchObject([{ id: OLD.slice(0, 12), name: 'shop-web-1' }]);
  expect(recorded).toHaveLength(1);
});

test('recordedContainers() takes it for the container that it has replaced, once that one is gone', () => {
  const recorded = recordedContainers({ containers: [replacement] });
  expect(recorded).toMatchObject([{ id: NEW.slice(0, 12), name: 'shop-web-1' }]);
});
