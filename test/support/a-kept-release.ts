import type { RecordedModel, Release } from '../../src/model/release.ts';

export const aModel: RecordedModel = {
  file: { name: 'shop', services: { web: { image: 'web:1' } } },
  workingDir: '/srv/shop',
  configFiles: ['/srv/shop/compose.yaml'],
  envFiles: [],
  scale: {},
  images: { 'web:1': { id: 'sha256:1' } },
  contents: {},
  secretVariables: {},
  hashes: {},
};

/** A release of the project `shop`. */
export const aRelease = (settings: Partial<Release> = {}): Release => ({
  number: 1,
  project: 'shop',
  savedBy: '0.1.0',
  at: '2026-01-01T12:00:00.000Z',
  tookMs: 1500,
  by: { user: 'alice', host: 'dev1' },
  verb: 'up',
  typed: ['up', '--detach'],
  outcome: 'done',
  model: aModel,
  before: [],
  after: [],
  changes: ['Container shop-web-1: create because it does not exist'],
  failures: [],
  lostVolumes: [],
  ...settings,
});
