import { expect, test } from 'vitest';
import { plansForGc } from '../../../src/cli/apply/plans-for-gc.ts';
import type { EngineInfo } from '../../../src/engine/port/engine-answers.ts';
import { imageId } from '../../../src/model/ids.ts';
import { identityLabels } from '../../../src/model/instance.ts';
import { LABEL } from '../../../src/model/labels.ts';
import type { ObservedContainer, ObservedVolume } from '../../../src/model/observed.ts';
import { aCli } from '../../support/a-cli.ts';
import { anObservedContainer } from '../../support/an-observed-container.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';

const OWN = {
  [LABEL.project]: 'shop-a',
  ...identityLabels({ name: 'a', of: 'shop' }),
  [LABEL.instanceExpires]: '2026-01-01T00:00:00Z',
};

const aContainer = (service: string, labels: Readonly<Record<string, string>>) =>
  anObservedContainer(service, { name: `shop-a-${service}-1`, labels });
const aVolume = (name: string, labels: Readonly<Record<string, string>>): ObservedVolume => ({
  name,
  driver: 'local',
  labels,
});

const INFO: EngineInfo = {
  name: 'test',
  os: 'linux',
  rootDir: '/var/lib/docker',
  storageDriver: 'overlay2',
  cgroupVersion: '2',
  securityOptions: [],
  cpus: 1,
  memoryBytes: 1,
  containers: 1,
  systemTime: '2026-01-02T00:00:00Z',
  warnings: [],
  runtimes: [],
  isSwarm: false,
  storesInContainerd: false,
};

class InstancesEngine extends RecordingEngine {
  containers: readonly ObservedContainer[] = [aContainer('web', OWN)];
  volumes: readonly ObservedVolume[] = [aVolume('shop-a_data', OWN)];
  override listContainers = async () => this.containers;
  override listVolumes = async () => this.volumes;
  override info = async () => INFO;
}

const steps = async (engine: InstancesEngine): Promise<readonly string[]> =>
  (await plansForGc(aCli('/', { engine }), [])).flatMap(({ planned }) =>
    planned.plan.steps.map(({ operation }) => ('name' in operation ? operation.name : operation.kind)),
  );

test('gc removes what an instance has whose time is over', async () => {
  expect(await steps(new InstancesEngine())).toEqual(expect.arrayContaining(['shop-a-web-1', 'shop-a_data']));
});

test('gc removes the images that it has built, after its containers', async () => {
  const engine = new InstancesEngine();
  const labels = { ...OWN, [LABEL.service]: 'web' };
  const built = {
    id: imageId('sha256:1'),
    tags: ['shop/web:1-a'],
    digests: [],
    sizeBytes: 1,
    createdAt: 1,
    labels,
  };
  engine.listImageSummaries = async () => [built];
  const [end] = await plansForGc(aCli('/', { engine }), []);
  expect(end?.planned.plan.steps.at(-1)).toMatchObject({
    operation: { kind: 'remove-image', image: 'shop/web:1-a', id: 'sha256:1' },
    after: [expect.anything()],
  });
});

test.each(['containers', 'volumes'] as const)(
  'gc leaves a project alone with %s of no instance',
  async (what) => {
    const engine = new InstancesEngine();
    if (what === 'containers') engine.containers = [aContainer('web', { [LABEL.project]: 'shop-a' })];
    else engine.volumes = [...engine.volumes, aVolume('shop-a_more', { [LABEL.project]: 'shop-a' })];

    expect(await steps(engine)).toEqual([]);
  },
);

test('gc removes only what belongs to the instance, also when more comes while it looks', async () => {
  const engine = new InstancesEngine();
  const { containers, volumes } = engine;
  let looks = 0;
  engine.listContainers = async () =>
    looks++ === 0 ? containers : [...containers, aContainer('db', { [LABEL.project]: 'shop-a' })];
  let lists = 0;
  engine.listVolumes = async () =>
    lists++ === 0 ? volumes : [...volumes, aVolume('shop-a_more', { [LABEL.project]: 'shop-a' })];

  const names = await steps(engine);
  expect(names).toContain('shop-a_data');
  expect(names).not.toContain('shop-a-db-1');
  expect(names).not.toContain('shop-a_more');
});
