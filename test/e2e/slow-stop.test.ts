import { afterEach, expect, test } from 'vitest';
import { aWorkspace, leftovers, type Workspace } from '../support/gantry.ts';

let workspace: Workspace | undefined;
afterEach(() => {
  workspace?.remove();
  workspace = undefined;
});

test('down says who used up its grace period, why, and what to change; all of them share one period', async () => {
  workspace = aWorkspace('grace', {
    'compose.yaml': `
services:
  shell: {image: busybox, command: "sh -c 'sleep 600; true'", stop_grace_period: 3s}
  deaf: {image: busybox, command: sleep 600, stop_grace_period: 3s}
  stubborn: {image: busybox, command: "sh -c 'trap : TERM; while :; do sleep 1; done'", init: true, stop_grace_period: 3s}
  good: {image: busybox, command: sleep 600, init: true, stop_grace_period: 3s}
`,
  });
  const { project } = workspace;
  await workspace.gantry('up -d');

  const start = performance.now();
  const down = await workspace.gantry('down');
  const took = performance.now() - start;

  const killed = (service: string) =>
    `container ${project}-${service}-1 did not stop within 3 s and was killed`;
  expect(down).toMatchObject({ code: 0 });
  expect(down.stderr).toContain(`${killed('shell')}: its first process is a shell (sh)`);
  expect(down.stderr).toContain(`${killed('deaf')}: sleep does not handle SIGTERM`);
  expect(down.stderr).toContain(killed('stubborn'));
  expect(down.stderr).not.toContain(killed('good'));
  // Not a measurement: three periods one after another would be nine seconds.
  expect(took).toBeLessThan(2 * 3000 + 2000);
  expect(leftovers(project)).toEqual([]);
});
