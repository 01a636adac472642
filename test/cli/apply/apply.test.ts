import { expect, test } from 'vitest';
import { apply } from '../../../src/cli/apply/apply.ts';
import { UserError } from '../../../src/diagnostics/user-error.ts';
import { LABEL } from '../../../src/model/labels.ts';
import type { Operation } from '../../../src/model/operation.ts';
import { holderOf, lockLabels } from '../../../src/reconciler/lock/lock-holder.ts';
import { aCli } from '../../support/a-cli.ts';
import { aPlan, createContainer } from '../../support/a-plan.ts';
import { aProject } from '../../support/a-project.ts';
import { anObserved } from '../../support/an-observed.ts';
import { anObservedContainer } from '../../support/an-observed-container.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';

const renderer = async () => ({ handle: () => undefined, printAbove: () => undefined, close: () => {} });
const isLook = (call: string): boolean => call === 'list containers';

/** A plan with one step, and an engine that answers some calls only when others have been made. */
function aScene(operation: Operation, onCall: (call: string) => Promise<void> | void) {
  const engine = new RecordingEngine({ onCall });
  const plan = aPlan([operation], { verb: 'create', project: 'app' });
  return {
    engine,
    cli: { ...aCli('/'), renderer },
    planned: { engine, plan, project: aProject(), observed: anObserved() },
  };
}

/** Resolves when the engine has been asked for all containers. */
function looked(engine: RecordingEngine): Promise<void> {
  return new Promise((resolve) => {
    const list = engine.listContainers;
    engine.listContainers = (labels) => {
      if (labels.length === 0) resolve();
      return list(labels);
    };
  });
}

test('apply() looks for what stands in the way while it asks for the lock', async () => {
  const { cli, planned, engine } = aScene(createContainer('web'), (call) =>
    call.startsWith('create volume gantry-lock') ? whenLooked : undefined,
  );
  const whenLooked = looked(engine);

  expect(await apply(cli, planned)).toBe(0);
  expect(engine.calls.filter(isLook)).toHaveLength(1);
  expect(engine.calls.some((call) => call.startsWith('create p-web-1'))).toBe(true);
});

test('apply() touches nothing where something stands in the way, and leaves no lock', async () => {
  const { cli, planned, engine } = aScene(createContainer('web'), () => {});
  engine.listContainers = async () => [
    anObservedContainer('x', { name: 'p-web-1', labels: { [LABEL.project]: 'other' } }),
  ];

  expect(await apply(cli, planned)).toBe(1);
  expect(cli.written.stderr).toContain('(name-taken)');
  // On a busy machine the lock beats, too.
  const changes = engine.calls.filter((call) => /^(?:create|remove)/.test(call));
  expect(changes.filter((call) => !call.includes(' volume gantry-lock-app'))).toEqual([]);
  expect(changes.at(-1)).toBe('remove volume gantry-lock-app');
});

test('apply() looks again for what stands in the way after it has waited for the project', async () => {
  const { cli, planned, engine } = aScene(createContainer('web'), () => {});
  const other = lockLabels('app', holderOf('scale', '/srv/shop'));
  let tries = 0;
  const create = engine.createVolume;
  engine.createVolume = (request) => (++tries === 1 ? Promise.resolve(other) : create(request));

  expect(await apply(cli, planned)).toBe(0);
  expect(engine.calls.filter(isLook)).toHaveLength(2);
});

test('apply() says what stands in the way only after a project that somebody keeps was refused', async () => {
  const { cli, planned, engine } = aScene(createContainer('web'), () => {});
  engine.createVolume = async () => lockLabels('app', holderOf('scale', '/srv/shop'));
  const impatient = { ...cli, globals: { ...cli.globals, lockTimeoutMs: 0 } };

  await expect(apply(impatient, planned)).rejects.toThrow(UserError);
  expect(cli.written.stderr).toBe('');
});
