import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test, vi } from 'vitest';
import { holdProject } from '../../../src/cli/apply/hold-project.ts';
import { everywhereOf } from '../../../src/cli/apply/look-again.ts';
import type { Planned } from '../../../src/cli/context/planned.ts';
import type { Event } from '../../../src/model/event.ts';
import type { ObservedContainer } from '../../../src/model/observed.ts';
import { holderOf, lockLabels } from '../../../src/reconciler/lock/lock-holder.ts';
import { aCli } from '../../support/a-cli.ts';
import { aPlan, startContainer, stopContainer, waitFor } from '../../support/a-plan.ts';
import { aProject } from '../../support/a-project.ts';
import { anObserved } from '../../support/an-observed.ts';
import { anObservedContainer } from '../../support/an-observed-container.ts';
import { PATIENCE } from '../../support/patience.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';
import { VolumesEngine } from '../../support/volumes-engine.ts';

const NEVER = new AbortController().signal;
const web = anObservedContainer('web');

/** @param now what the engine has by the time that the lock is taken */
function aPlanned(now: readonly ObservedContainer[], more: Partial<Planned> = {}): Planned {
  const again: Planned = {
    engine: new RecordingEngine(),
    project: aProject(),
    observed: anObserved(),
    plan: aPlan([], { verb: 'again' }),
  };
  return {
    engine: new RecordingEngine({ containers: now }),
    project: aProject(),
    observed: anObserved({ containers: [web] }),
    plan: aPlan([stopContainer('web')], { verb: 'stop' }),
    replan: vi.fn(async () => again),
    ...more,
  };
}

const hold = (planned: Planned, cli = aCli('/')) => holdProject(cli, planned, NEVER, everywhereOf(planned));

test('holdProject() keeps a plan under which nothing moved', async () => {
  const planned = aPlanned([web]);
  const held = await hold(planned);

  expect(held?.planned).toBe(planned);
  expect(planned.replan).not.toHaveBeenCalled();
});

test('holdProject() has a plan made again when something moved, for the engine of who runs it', async () => {
  const planned = aPlanned([{ ...web, state: 'exited' }]);
  const held = await hold(planned);

  expect(held?.planned.plan.verb).toBe('again');
  expect(held?.planned.engine).toBe(planned.engine);
});

test('holdProject() asks the engine for nothing when the plan changes nothing of the project', async () => {
  const engine = new RecordingEngine();
  await hold(aPlanned([], { engine, plan: aPlan([waitFor('web', 'service_started')]) }));

  expect(engine.calls).toEqual([]);
});

test.each([
  { step: stopContainer('web'), lists: 0 },
  { step: startContainer('web'), lists: 1 },
])(
  'holdProject() looks at networks and volumes again only where the plan hangs on them: $step.kind',
  async ({ step, lists }) => {
    const engine = new RecordingEngine({ containers: [web] });
    const networks = vi.spyOn(engine, 'listNetworks');
    const volumes = vi.spyOn(engine, 'listVolumes');
    const planned = aPlanned([], { engine, plan: aPlan([step]) });

    expect((await hold(planned))?.planned).toBe(planned);
    expect([networks.mock.calls.length, volumes.mock.calls.length]).toEqual([lists, lists]);
  },
);

test('holdProject() leaves no lock behind when the plan cannot be made again', async () => {
  const engine = new RecordingEngine({ containers: [] });
  const replan = () => Promise.reject(new Error('the files are gone'));

  await expect(hold(aPlanned([], { engine, replan }))).rejects.toThrow('gone');
  expect(engine.calls.at(-1)).toMatch(/^remove volume gantry-lock-/);
});

test('holdProject() says who has the project, and plans again once it is free', async () => {
  const planned = aPlanned([web]);
  const told: Event[] = [];
  const renderer = async () => ({
    handle: (event: Event) => void told.push(event),
    printAbove: () => undefined,
    close: () => {},
  });
  const other = lockLabels('app', holderOf('scale', '/srv/shop'));
  let tries = 0;
  const create = planned.engine.createVolume;
  planned.engine.createVolume = (request) => (tries++ < 2 ? Promise.resolve(other) : create(request));

  const held = await hold(planned, { ...aCli('/'), renderer });

  // It is told beside the waiting.
  await vi.waitFor(
    () =>
      expect(told).toEqual([
        { type: 'notice', message: expect.stringContaining('project "app" is free: "scale" of ') },
      ]),
    PATIENCE,
  );
  expect(held?.planned.plan.verb).toBe('again');
});

test.each([
  [true, []],
  [false, ['gantry-lock-app.left']],
])(
  'holdProject() clears up what somebody left who died, when there is nothing else to do: settled %s',
  async (isSettled, left) => {
    const engine = Object.assign(new RecordingEngine(), new VolumesEngine());
    const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
    await once(child, 'exit');
    const died = holderOf('up', '/srv/app');
    const labels = lockLabels('app', { ...died, process: { ...died.process, pid: child.pid ?? 0 } });
    const alive = lockLabels('other', holderOf('up', '/srv/other'));
    for (const name of [
      'gantry-lock-app',
      `gantry-lock-app.beat.${died.nonce}`,
      'gantry-lock-app.after.0123456789ab',
    ])
      engine.volumes.set(name, labels);
    engine.volumes.set('gantry-lock-other', alive);
    const observed = anObserved({ volumes: await engine.listVolumes() });

    const held = await hold(aPlanned([], { engine, observed, plan: aPlan([]) }));
    await held?.release(isSettled);

    expect([...engine.volumes.keys()]).toEqual(['gantry-lock-other', ...left]);
  },
);
