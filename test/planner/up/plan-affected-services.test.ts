import { expect, test } from 'vitest';
import { inspectionsOf } from '../../support/apply-plan.ts';
import { loadFiles } from '../../support/load-files.ts';
import { planUp } from '../../support/planning.ts';
import { running } from '../../support/running.ts';

test('planAffectedServices() runs pre_start hooks before the first of several replicas that are replaced', async () => {
  const file = (value: string) => `services:
  vpn: {image: app, environment: {A: "${value}"}}
  web: {image: app, network_mode: "service:vpn", scale: 2, pre_start: [{command: [migrate]}]}
`;
  const { project: before } = await loadFiles(file('1'));
  const { project } = await loadFiles(file('2'), { services: ['vpn'] });
  const observed = running(before);

  const { steps } = planUp(project, observed, { services: ['vpn'] }, inspectionsOf(observed));

  const kinds = steps.filter(
    ({ operation }) =>
      operation.kind === 'run-hook' || (operation.kind === 'start-container' && operation.service === 'web'),
  );
  expect(kinds.map(({ operation }) => operation.kind)).toEqual([
    'run-hook',
    'start-container',
    'start-container',
  ]);
  for (const start of kinds.slice(1)) expect(start.after).toContain(kinds[0]?.id);
});
