import { expect, test } from 'vitest';
import { LABEL } from '../../../src/model/labels.ts';
import type { ObservedContainer } from '../../../src/model/observed.ts';
import { overviewView } from '../../../src/serve/view/overview-view.ts';
import { anObservedContainer } from '../../support/an-observed-container.ts';

const view = (...containers: readonly ObservedContainer[]) =>
  overviewView({ containers, sinceOf: ({ createdAt }) => createdAt, unreadOf: () => undefined });

const of = (project: string, service: string, overrides: Partial<ObservedContainer> = {}) =>
  anObservedContainer(service, {
    name: `${project}-${service}-1`,
    ...overrides,
    labels: { [LABEL.project]: project, ...overrides.labels },
  });

test('overviewView() tells what the worst service of each project is like, and since when', () => {
  const failed = { state: 'exited', exitCode: 3, createdAt: 7 } as const;

  expect(view(of('shop', 'web'), of('shop', 'db', failed), of('blog', 'site'))).toMatchObject({
    shop: { status: 'failed', says: 'db: exited with 3', since: 7 },
    blog: { status: 'running', says: 'running' },
  });
});

test('overviewView() counts services and containers that run', () => {
  const second = of('shop', 'web', { name: 'shop-web-2' });
  const done = of('shop', 'job', { state: 'exited', exitCode: 0 });

  expect(view(of('shop', 'web'), second, done).shop).toMatchObject({
    says: 'running',
    services: { running: 1, total: 2 },
    containers: { running: 2, total: 3 },
  });
});

test('overviewView() calls no project done whose other services were stopped', () => {
  const done = of('shop', 'job', { state: 'exited', exitCode: 0 });

  expect(view(done, of('shop', 'web', { state: 'paused' })).shop?.status).toBe('stopped');
});

test('overviewView() has the folder that the labels name, and no project of an empty name', () => {
  const labels = { [LABEL.workingDir]: '/srv/shop' };

  expect(view(of('shop', 'web', { labels }), of('', 'web'))).toEqual({
    shop: expect.objectContaining({ folder: '/srv/shop' }),
  });
});

test('overviewView() knows a project that only one-offs are left of', () => {
  const labels = { [LABEL.oneOff]: 'True' };

  expect(view(of('shop', 'web', { labels })).shop).toMatchObject({
    status: 'stopped',
    says: 'one-offs alone',
    services: { running: 0, total: 0 },
  });
});
