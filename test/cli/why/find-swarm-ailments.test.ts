import { rmSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { findSwarmAilments } from '../../../src/cli/why/find-swarm-ailments.ts';
import { hintText } from '../../../src/diagnostics/hint.ts';
import type { ObservedContainer } from '../../../src/model/observed.ts';
import type {
  ObservedSwarm,
  ObservedSwarmService,
  SwarmNode,
  SwarmTask,
} from '../../../src/model/observed-swarm.ts';
import { aCli } from '../../support/a-cli.ts';
import { aFolder } from '../../support/a-folder.ts';
import { aNode, EMPTY_SWARM } from '../../support/a-swarm.ts';
import { anObservedContainer } from '../../support/an-observed-container.ts';
import { aManagerOf, aSwarmService, aSwarmTask } from '../../support/swarm-objects.ts';

const withImage = (image: string): ObservedSwarmService['spec'] => ({
  Mode: { Replicated: { Replicas: 1 } },
  TaskTemplate: {
    ContainerSpec: { Image: image },
    Placement: { Constraints: ['node.labels.disk==ssd'] },
  },
});

async function ailments(
  services: readonly ObservedSwarmService[],
  tasks: readonly SwarmTask[],
  asked: readonly string[] = [],
  nodes: readonly SwarmNode[] = [aNode('one')],
) {
  const swarm: ObservedSwarm = { ...EMPTY_SWARM, nodes, services, tasks };
  const cli = aCli('/', { engine: aManagerOf(swarm), globals: { on: 'swarm', projectName: 'shop' } });
  const { found, count } = await findSwarmAilments(cli, asked);
  return {
    count,
    found: found.map(({ kind, failure }) => ({
      kind,
      ...failure,
      ...(failure.hint && { hint: hintText(failure.hint) }),
    })),
  };
}

const FAILED = { state: 'failed', desiredState: 'shutdown', error: 'task: non-zero exit (3)' };

test('why tells how the last update ended, with the error of its task, its last lines, and what was changed', async () => {
  const web = aSwarmService('web', {
    spec: withImage('web:2'),
    previousSpec: withImage('web:1'),
    updateStatus: { state: 'paused', message: 'update paused' },
  });
  const { found } = await ailments([web], [aSwarmTask('web', 'one', FAILED)]);

  expect(found).toMatchObject([
    {
      kind: 'update-paused',
      severity: 'error',
      service: 'web',
      message:
        'service shop_web: the swarm has paused the update: update paused: task: non-zero exit (3) on node one; its last change: image: web:1 → web:2',
      output: ['the last line of web-on-one'],
      hint: expect.stringContaining('rollback web brings back what it was before its last change'),
    },
  ]);
});

test('why notes an update that was taken back once all runs as before, and finds fault with one of which some does not', async () => {
  const web = aSwarmService('web', { updateStatus: { state: 'rollback_completed', message: 'done' } });
  const before = aSwarmTask('web', 'one', { ...FAILED, id: 'before', since: 0 });
  const well = await ailments([web], [aSwarmTask('web', 'one'), before]);
  const ill = await ailments([web], [before]);

  expect(well.found).toMatchObject([
    {
      kind: 'taken-back',
      severity: 'warning',
      message: 'the last update of service web was taken back, and it runs as before that',
    },
  ]);
  expect(ill.found).toMatchObject([{ kind: 'rolled-back', severity: 'error' }]);
});

test('why says of each node why it cannot run a task: at once where none may, and else once the swarm has tried for long', async () => {
  const web = aSwarmService('web', { spec: withImage('web:1') });
  const { nodeId: _, ...waiting } = aSwarmTask('web', 'one', { state: 'pending', error: 'no suitable node' });
  const { found } = await ailments([web], [waiting]);
  expect(found).toMatchObject([
    { kind: 'stuck', message: expect.stringContaining('one: it does not meet node.labels.disk==ssd') },
  ]);

  const now = { ...waiting, since: Date.now() };
  expect((await ailments([web], [now])).found).toMatchObject([{ kind: 'stuck', severity: 'error' }]);
  const able = aNode('two', { labels: { disk: 'ssd' } });
  expect((await ailments([web], [now], [], [able])).found).toMatchObject([
    { kind: 'starting', severity: 'warning' },
  ]);
});

test('why finds fault with a service that a drained node alone could run, and tells the command that gives it back', async () => {
  const web = aSwarmService('web', { spec: withImage('web:1') });
  const { nodeId: _, ...waiting } = aSwarmTask('web', 'two', {
    state: 'pending',
    error: 'no suitable node (1 node not available for new tasks)',
    since: Date.now() - 15_000,
  });
  const drained = aNode('two', { labels: { disk: 'ssd' }, availability: 'drain' });
  const { found } = await ailments([web], [waiting], [], [aNode('one'), drained]);

  expect(found).toMatchObject([
    {
      kind: 'stuck',
      message: expect.stringContaining('two: its availability is drain'),
      hint: expect.stringContaining('drain --undo two lets that node get tasks again'),
    },
  ]);
});

test('why notes what was stopped, and what runs although its tasks have failed lately', async () => {
  const stopped = aSwarmService('idle', {
    spec: { Mode: { Replicated: { Replicas: 0 } } },
    labels: { 'gantry.stopped.replicas': '2' },
  });
  const failed = { ...FAILED, id: 'before', since: Date.now() };
  const { found, count } = await ailments(
    [aSwarmService('web'), aSwarmService('old'), stopped],
    [
      aSwarmTask('web', 'one'),
      aSwarmTask('web', 'one', failed),
      aSwarmTask('old', 'one'),
      aSwarmTask('old', 'one', { ...failed, id: 'long ago', since: 0 }),
    ],
  );

  expect(found.map(({ kind, service }) => `${service} ${kind}`)).toEqual(['web unstable', 'idle stopped']);
  expect(count).toBe(2);
  await expect(ailments([], [], ['wep'])).rejects.toMatchObject({ code: 'no-such-service' });
});

test('why of a service that a move has not brought to the swarm yet names the move', async () => {
  const folder = aFolder({ 'compose.yaml': 'name: shop\nservices: {web: {image: web}, db: {image: db}}\n' });
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const swarm = { ...EMPTY_SWARM, services: [aSwarmService('db')], tasks: [aSwarmTask('db', 'one')] };
  const hintWith = async (containers: readonly ObservedContainer[]) => {
    const engine = Object.assign(aManagerOf(swarm), { listContainers: async () => containers });
    const { found } = await findSwarmAilments(aCli(folder, { engine, globals: { on: 'swarm' } }), []);
    return found.map(({ failure }) => failure.hint && hintText(failure.hint));
  };
  const stopped = anObservedContainer('web', { state: 'exited' });

  expect(await hintWith([stopped])).toEqual([expect.stringContaining('move --to swarm')]);
  expect(await hintWith([])).toEqual([expect.stringContaining('up -d web')]);
});
