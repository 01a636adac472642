import { expect, test } from 'vitest';
import { findCopies } from '../../../src/cli/find/find-copies.ts';
import { LABEL } from '../../../src/model/labels.ts';
import type { ObservedContainer } from '../../../src/model/observed.ts';
import { aProject } from '../../support/a-project.ts';
import { aVolume } from '../../support/a-volume.ts';
import { RUNNING } from '../../support/an-inspection.ts';
import { anObservedContainer } from '../../support/an-observed-container.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';

const project = {
  ...aProject({ volumes: [aVolume('data', { name: 'app-a_data' })] }),
  name: 'app-a',
  instance: { name: 'a', of: 'app' },
};

const writer = (name: string, more: Partial<ObservedContainer> = {}): ObservedContainer =>
  anObservedContainer(name, {
    name,
    mounts: [{ type: 'volume', name: 'app_data', source: '', target: '/x' }],
    ...more,
  });

const visitor = writer('visitor');
const task = writer('task', { labels: { 'com.docker.swarm.task.id': 'x' } });

function anEngine(): RecordingEngine {
  const engine = new RecordingEngine({
    containers: [writer('db'), visitor, task, writer('ended', { state: 'exited' })],
    inspect: (id) => ({
      settings: { ...RUNNING.settings, HostConfig: { AutoRemove: id === visitor.id } },
    }),
  });
  engine.listVolumes = async () => [
    {
      name: 'app_data',
      driver: 'local',
      mountpoint: '/vol/app_data',
      labels: { [LABEL.project]: 'app', [LABEL.volume]: 'data' },
    },
  ];
  return engine;
}

test('finds those that would not be there any more, or not as they were, once they are stopped', async () => {
  const copies = await findCopies(anEngine(), project, { from: '.', stopsSource: true }, undefined);
  expect([...(copies.endedByStop ?? [])]).toEqual([
    [visitor.id, 'started with --rm'],
    [task.id, 'the task of a swarm'],
  ]);
});

test('tells where the files of a source are', async () => {
  const copies = await findCopies(anEngine(), project, { from: '.', stopsSource: false }, undefined);
  expect(copies.sources.get('data')).toMatchObject({ source: 'app_data', sourceFolder: '/vol/app_data' });
});

test('inspects nobody where nobody would be stopped', async () => {
  const engine = anEngine();
  await findCopies(engine, project, { from: '.', stopsSource: false }, undefined);
  expect(engine.calls.filter((call) => call.startsWith('inspect'))).toEqual([]);
});
