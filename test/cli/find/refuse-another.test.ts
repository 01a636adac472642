import { rmSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { planForDown } from '../../../src/cli/apply/plan-for-down.ts';
import type { Cli } from '../../../src/cli/context/cli.ts';
import { findTarget } from '../../../src/cli/find/target.ts';
import { planForRun } from '../../../src/cli/one-off/run-one-off.ts';
import { planForUp } from '../../../src/cli/up/plan-for-up.ts';
import { expiryMarker, identityLabels } from '../../../src/model/instance.ts';
import { COMPOSE_LABELS, LABEL } from '../../../src/model/labels.ts';
import type { ObservedVolume } from '../../../src/model/observed.ts';
import { aCli } from '../../support/a-cli.ts';
import { aFolder } from '../../support/a-folder.ts';
import { anObservedContainer } from '../../support/an-observed-container.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';

const UP = { recreate: true, start: true, deps: true, color: false, logPrefix: false };
const OF_A = { name: 'a', of: 'shop' };

let folder: string;
beforeEach(() => {
  folder = aFolder({ 'compose.yaml': 'name: shop-a\nservices: {web: {image: busybox}}\n' });
});
afterEach(() => rmSync(folder, { recursive: true }));

const aVolumeOf = (labels: Readonly<Record<string, string>>): ObservedVolume => ({
  name: 'shop-a_data',
  driver: 'local',
  labels: { [LABEL.project]: 'shop-a', [`${COMPOSE_LABELS}volume`]: 'data', ...labels },
});

const aContainerOf = (labels: Readonly<Record<string, string>>) =>
  anObservedContainer('web', { name: 'shop-a-web-1', labels: { [LABEL.project]: 'shop-a', ...labels } });

function engineWith(volumes: readonly ObservedVolume[], labels?: Readonly<Record<string, string>>) {
  const engine = new RecordingEngine(labels ? { containers: [aContainerOf(labels)] } : {});
  engine.listVolumes = async () => volumes;
  return engine;
}

const aMarker = (): ObservedVolume => {
  const { Name: name, Labels: labels = {} } = expiryMarker('shop-a', {
    ...OF_A,
    expires: '2026-01-01T00:00:00Z',
  });
  return { name, driver: 'local', labels };
};

test.each([
  ['container', engineWith([], identityLabels(OF_A))],
  ['volume', engineWith([aVolumeOf(identityLabels(OF_A))])],
  ['marker', engineWith([aMarker()])],
])('a project does not take over the %s of an instance that has its name', async (_, engine) => {
  const refusal = {
    code: 'bad-instance',
    message: 'shop-a is there already, and is the instance "a" of shop',
  };
  await expect(planForUp(aCli(folder, { engine }), [], UP)).rejects.toMatchObject(refusal);
  const run = { deps: true, interactive: false, detach: true };
  await expect(planForRun(aCli(folder, { engine }), 'web', [], run)).rejects.toMatchObject(refusal);
});

test.each([
  ['down', (cli: Cli) => planForDown(cli, [], { volumes: true })],
  ['stop', (cli: Cli) => findTarget(cli, [])],
])('%s of a project does not touch the instance that has its name', async (_, act) => {
  const engine = engineWith([], identityLabels(OF_A));
  await expect(act(aCli(folder, { engine }))).rejects.toMatchObject({ code: 'bad-instance' });
  // Whoever gives nothing but the name means whatever has it.
  const byName = aCli(folder, { engine, globals: { projectName: 'shop-a' } });
  await expect(act(byName)).resolves.toMatchObject({ project: { name: 'shop-a' } });
});

test('an instance does not take over the volume of a project that has its name', async () => {
  const cli = aCli(folder, {
    engine: engineWith([aVolumeOf({})]),
    globals: { instance: 'a', projectName: 'shop', file: ['compose.yaml'] },
  });
  await expect(planForUp(cli, [], UP)).rejects.toMatchObject({
    code: 'bad-instance',
    message: 'shop-a is there already, and is a project of that name',
  });
});
