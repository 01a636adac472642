import { expect, test } from 'vitest';
import { waitForTasks } from '../../../src/cli/swarm/wait-for-tasks.ts';
import type { ObservedSwarm, SwarmTask } from '../../../src/model/observed-swarm.ts';
import { aCli } from '../../support/a-cli.ts';
import { aNode, EMPTY_SWARM } from '../../support/a-swarm.ts';
import { aManagerOf, aSwarmService, aSwarmTask } from '../../support/swarm-objects.ts';

const aSwarm = (tasks: readonly SwarmTask[], nodes = [aNode('one')]): ObservedSwarm => ({
  ...EMPTY_SWARM,
  nodes,
  services: [
    aSwarmService('web'),
    aSwarmService('migrate', { spec: { Mode: { ReplicatedJob: { TotalCompletions: 1 } } } }),
  ],
  tasks,
});

async function wait(services: readonly string[], ...looks: readonly ObservedSwarm[]) {
  const cli = aCli('/', { engine: aManagerOf(...looks), globals: { on: 'swarm', projectName: 'shop' } });
  return { codes: await waitForTasks(cli, services), stdout: cli.written.stdout, stderr: cli.written.stderr };
}

const WEB = aSwarmTask('web', 'one');
const RUN = aSwarmTask('migrate', 'one', { id: 'first', desiredState: 'complete', jobIteration: 0 });
const failed = { state: 'failed', exitCode: 3, since: 1 };

test('wait has the exit codes of the tasks that run now, whatever takes their place', async () => {
  const next = { ...WEB, id: 'next' };
  const { codes, stdout } = await wait(
    ['web'],
    aSwarm([WEB]),
    aSwarm([WEB]),
    aSwarm([{ ...WEB, state: 'failed', exitCode: 7, desiredState: 'shutdown' }, next]),
  );

  expect(codes).toEqual([7]);
  expect(stdout).toBe('task "web-on-one" of web.1 exited with status code 7\n');
});

test('wait waits until a job is tried no more, and knows how its last run has ended', async () => {
  const again = { ...RUN, id: 'again', since: 2 };
  const tried = await wait(
    ['migrate'],
    aSwarm([RUN]),
    aSwarm([{ ...RUN, ...failed }]),
    aSwarm([{ ...RUN, ...failed }, again]),
    aSwarm([
      { ...RUN, ...failed },
      { ...again, state: 'complete', exitCode: 0 },
    ]),
  );
  expect(tried.codes).toEqual([0]);

  const over = await wait(['migrate'], aSwarm([{ ...RUN, ...failed }]));
  expect(over.codes).toEqual([3]);
});

test('wait counts the last try of a job, on whichever node it was', async () => {
  const { slot: _first, ...tried } = { ...RUN, ...failed };
  const again = { ...tried, nodeId: 'id-of-two', id: 'again', since: 2, state: 'complete', exitCode: 0 };
  const { codes } = await wait(['migrate'], aSwarm([tried, again], [aNode('one'), aNode('two')]));
  expect(codes).toEqual([0]);
});

test('wait does not wait for a node that is lost, and says that nobody knows the exit code', async () => {
  const lost = aSwarm([{ ...WEB, desiredState: 'shutdown' }], [aNode('one', { state: 'down' })]);
  const { codes, stderr } = await wait(['web'], aSwarm([WEB]), lost);

  expect(codes).toEqual([1]);
  expect(stderr).toContain('nobody knows its exit code');
});

test('wait refuses what does not run', async () => {
  await expect(wait(['web'], aSwarm([]))).rejects.toMatchObject({ code: 'no-container' });
  await expect(wait(['wep'], aSwarm([]))).rejects.toMatchObject({ code: 'no-such-service' });
});
