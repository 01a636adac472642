import { createHash } from 'node:crypto';
import { containerId } from '../../src/model/ids.ts';
import { LABEL } from '../../src/model/labels.ts';
import type { ObservedContainer } from '../../src/model/observed.ts';
import { BUSYBOX } from './an-observed.ts';

/** Container number 1 of a service of `app`, running; nobody knows what request made it. */
export function anObservedContainer(
  service: string,
  overrides: Partial<ObservedContainer> = {},
): ObservedContainer {
  const name = overrides.name ?? `app-${service}-1`;
  return {
    id: containerId(createHash('sha256').update(name).digest('hex')),
    name,
    state: 'running',
    status: 'Up 3 minutes',
    createdAt: 1_700_000_000,
    image: 'busybox',
    imageId: BUSYBOX,
    command: 'sleep 900',
    networks: new Map(),
    mounts: [],
    ports: [],
    ...overrides,
    labels: {
      [LABEL.project]: 'app',
      [LABEL.service]: service,
      [LABEL.containerNumber]: '1',
      [LABEL.oneOff]: 'False',
      ...overrides.labels,
    },
  };
}
