import { expect, test, vi } from 'vitest';
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

test('apply() asks once for the containers of others, when it has the lock, and looks with that whether anything moved', async () => {
  const web = anObservedContainer('web', { name: 'p-web-9' });
  const replan = vi.fn();
  for (const moved of [false, true]) {
    const { cli, planned, engine } = aScene(createContainer('web'), () => {});
    const again = { ...planned, plan: aPlan([], { verb: 'again' }) };
    replan.mockReset().mockResolvedValue(again);
    const asked: (readonly string[])[] = [];
    engine.listContainers = async (labels) => {
      asked.push(labels);
      const other = anObservedContainer('web', { name: 'other-web-1', labels: { [LABEL.project]: 'other' } });
      return moved ? [other, web] : [other];
    };
    expect(await apply(cli, { ...planned, replan })).toBe(0);
    expect(asked).toEqual([[]]);
    expect(replan).toHaveBeenCalledTimes(moved ? 1 : 0);
    expect(engine.calls[0]).toBe('create volume gantry-lock-app');
  }
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

test('apply() looks for what stands in the way of the plan that it has after it has waited for the project', async () => {
  const { cli, planned, engine } = aScene(createContainer('web'), () => {});
  const other = lockLabels('app', holderOf('scale', '/srv/shop'));
  let tries = 0;
  const create = engine.createVolume;
  engine.createVolume = (request) => (++tries === 1 ? Promise.resolve(other) : create(request));

  expect(await apply(cli, planned)).toBe(0);
  expect(engine.calls.filter(isLook)).toHaveLength(1);
  expect(engine.calls.indexOf('list containers')).toBeGreaterThan(0);
});

test('apply() says what stands in the way only after a project that somebody keeps was refused', async () => {
  const { cli, planned, engine } = aScene(createContainer('web'), () => {});
  engine.createVolume = async () => lockLabels('app', holderOf('scale', '/srv/shop'));
  const impatient = { ...cli, globals: { ...cli.globals, lockTimeoutMs: 0 } };

  await expect(apply(impatient, planned)).rejects.toThrow(UserError);
  expect(cli.written.stderr).toBe('');
});
