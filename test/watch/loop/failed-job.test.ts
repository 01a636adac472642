import { expect, test } from 'vitest';
import { failedJob } from '../../../src/watch/loop/failed-job.ts';
import type { WatchRule } from '../../../src/watch/rules/watch-rule.ts';

const anExecRule = (service: string): WatchRule => ({
  service,
  path: '/p/src',
  action: 'sync+exec',
  include: [],
  ignore: [],
});

test('failedJob() says in plain words what does not happen, and when it is tried again', () => {
  expect(failedJob({ kind: 'replan', apply: false })).toBe(
    'the changed files are not used: what runs stays as it is, and the next save tries again',
  );
  expect(failedJob({ kind: 'rebuild', services: ['api', 'web'] })).toBe(
    'api, web could not be rebuilt: what runs stays as it is, and the next save tries again',
  );
  expect(failedJob({ kind: 'sync', copies: [], level: [] })).toContain('could not be copied');
  expect(failedJob({ kind: 'restart', services: ['web'] })).toContain('web could not be restarted');
  const rules = [anExecRule('web'), anExecRule('web'), anExecRule('api')];
  expect(failedJob({ kind: 'exec', rules })).toContain('what web, api runs after files were copied');
});
