import { expect, test } from 'vitest';
import { formatPlan } from '../../../src/model/format-plan.ts';
import type { Observed } from '../../../src/model/observed.ts';
import type { Project } from '../../../src/model/project.ts';
import { aNetwork } from '../../support/a-network.ts';
import { aProject } from '../../support/a-project.ts';
import { aService } from '../../support/a-service.ts';
import { inspectionsOf } from '../../support/apply-plan.ts';
import { lines } from '../../support/lines.ts';
import { planUp } from '../../support/planning.ts';
import { running } from '../../support/running.ts';

const on = (name: string, subnet: string, key = 'front'): Project =>
  aProject({
    networks: [
      aNetwork(key, { name, ipam: { pools: [{ subnet, auxAddresses: new Map() }], options: new Map() } }),
    ],
    services: [aService('web', { networks: [key] })],
  });

/** The engine knows by which name a container was made on its network. */
const made = (project: Project): Observed => {
  const observed = running(project);
  const networkMode = observed.networks[0]?.name ?? '';
  return { ...observed, containers: observed.containers.map((container) => ({ ...container, networkMode })) };
};

const text = (project: Project, observed: Observed): string =>
  formatPlan(planUp(project, observed, {}, inspectionsOf(observed)))
    .replace(/ because .*/gm, '')
    .replace(/\b[0-9a-f]{12}(?=_app-)/g, 'old');

test('planUp() removes a network that was renamed before it makes one with the same addresses', () => {
  const plan = text(on('shop', '10.9.0.0/16'), made(on('app_front', '10.9.1.0/24')));

  expect(plan).toBe(
    lines(
      '1 disconnect-network app-web-1 from app_front',
      '2 remove-network app_front after 1',
      '3 create-network front after 2',
      '4 create-container web/1 as old_app-web-1 inheriting after 3',
      '5 stop-container app-web-1 after 4',
      '6 remove-container app-web-1 after 5',
      '7 rename-container made by 4 to app-web-1 after 6',
      '8 start-container made by 4 after 7',
    ),
  );
});

test('planUp() does the same for a network that the files have under another key', () => {
  expect(text(on('app_site', '10.9.1.0/24', 'site'), made(on('app_front', '10.9.1.0/24')))).toMatch(
    /^2 remove-network app_front after 1\n3 create-network site after 2$/m,
  );
});

test('planUp() makes a network with other addresses beside the old one', () => {
  expect(text(on('shop', '10.8.0.0/16'), made(on('app_front', '10.9.1.0/24')))).toMatch(
    /^1 create-network front\n/,
  );
});
