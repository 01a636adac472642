import { expect, test } from 'vitest';
import type { VolumeSpec } from '../../../src/model/volume-spec.ts';
import { diffVolume } from '../../../src/planner/diff/diff-volume.ts';
import { volumeRequest } from '../../../src/planner/request/volume-request.ts';
import { aProject } from '../../support/a-project.ts';
import { aVolume } from '../../support/a-volume.ts';

const want = (spec: Partial<VolumeSpec>) => volumeRequest(aProject(), aVolume('data', spec));

const have = { name: 'app_data', driver: 'local', labels: want({}).Labels, options: { type: 'nfs' } };

test('diffVolume() names driver, options and labels, old and new', () => {
  const next = want({
    driver: 'other',
    driverOpts: new Map([['type', 'tmpfs']]),
    labels: new Map([['keep', 'yes']]),
  });

  expect(diffVolume(have, next)).toEqual([
    { field: 'driver', from: 'local', to: 'other' },
    { field: 'driver_opts.type', from: 'nfs', to: 'tmpfs' },
    { field: 'labels.keep', to: 'yes' },
  ]);
});

test('diffVolume() takes the default driver, and labels that say where a volume comes from, for no difference', () => {
  const moved = { ...have.labels, 'com.docker.compose.version': '1', 'com.docker.compose.config-hash': 'x' };

  expect(diffVolume({ ...have, labels: moved }, want({ driverOpts: new Map([['type', 'nfs']]) }))).toEqual(
    [],
  );
});
