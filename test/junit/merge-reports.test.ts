import { posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { environmentReport } from '../../src/junit/environment-report.ts';
import { hideInReport } from '../../src/junit/hide-in-report.ts';
import { mergeReports } from '../../src/junit/merge-reports.ts';
import type { TestReport } from '../../src/junit/report.ts';
import { repositoryPath } from '../../src/junit/repository-path.ts';

const aReport = (classname: string, file?: string): TestReport => ({
  suites: [{ name: 'suite', cases: [{ classname, name: 't', file, result: { kind: 'passed' } }] }],
});
const classes = ({ suites }: TestReport): readonly string[] =>
  suites.flatMap(({ cases }) => cases.map(({ classname }) => classname));

describe('mergeReports()', () => {
  test('puts the service before each class', () => {
    const merged = mergeReports([
      { service: 'api', report: aReport('tests.Basket') },
      { service: 'web', report: aReport('') },
      { service: 'e2e', report: aReport('e2e') },
    ]);

    expect(classes(merged)).toEqual(['api.tests.Basket', 'web.suite', 'e2e']);
  });

  test('names the copy where there are several of a service', () => {
    const report = aReport('A');

    expect(
      classes(
        mergeReports([
          { service: 'api', copy: 'PG=15', report },
          { service: 'api', copy: 'PG=16', report },
        ]),
      ),
    ).toEqual(['api[PG=15].A', 'api[PG=16].A']);
  });

  test('gives the files of each service their place in the repository', () => {
    const merged = mergeReports([
      { service: 'api', report: aReport('A', '/app/a.ts'), toRepository: (path) => `api${path}` },
    ]);

    expect(merged.suites[0]?.cases[0]?.file).toBe('api/app/a.ts');
  });
});

describe('repositoryPath()', () => {
  const there = new Set(['/repo/web/test/a.ts', '/repo/shared/b.ts', '/elsewhere/c.ts']);
  const paths = {
    fromRoot: (path: string) => posix.relative('/repo', path),
    workingDir: '/app',
    mappings: [
      { inContainer: '/app', onHost: '/repo/web' },
      { inContainer: '/app/shared', onHost: '/repo/shared' },
      { inContainer: '/else', onHost: '/elsewhere' },
    ],
    exists: (path: string) => there.has(path),
  };

  test.each([
    ['/app/test/a.ts', 'web/test/a.ts'],
    ['test/a.ts', 'web/test/a.ts'],
    ['/app/shared/b.ts', 'shared/b.ts'],
    ['/app/test/made-in-the-image.ts', '/app/test/made-in-the-image.ts'],
    ['/else/c.ts', '/else/c.ts'],
    ['../../../etc/passwd', '../../../etc/passwd'],
  ])('%s → %s', (path, expected) => {
    expect(repositoryPath(path, paths)).toBe(expected);
  });
});

describe('environmentReport()', () => {
  test('has a case for each service, with its last lines, and skips the tests behind them', () => {
    const lines = Array.from({ length: 80 }, (_, index) => `line ${index}`);
    const { suites } = environmentReport(
      [
        { service: 'db', seconds: 1.5 },
        { service: 'api', problem: { type: 'exited', message: 'exited with code 3', lines } },
      ],
      ['tests'],
      '2026-12-01T10:00:00.000Z',
    );

    expect(suites[0]?.name).toBe('gantry.environment');
    expect(suites[0]?.cases.map(({ name, result }) => [name, result.kind])).toEqual([
      ['db', 'passed'],
      ['api', 'error'],
      ['tests of tests', 'skipped'],
    ]);
    const text = JSON.stringify(suites[0]?.cases[1]);
    expect(text).toContain('line 79');
    expect(text).not.toContain('line 29"');
  });
});

describe('hideInReport()', () => {
  test('shows no secret of any text', () => {
    const report: TestReport = {
      suites: [
        {
          name: 'hunter2',
          cases: [
            {
              classname: 'hunter2',
              name: 'hunter2',
              result: { kind: 'failed', message: 'hunter2', text: 'hunter2' },
              systemOut: 'hunter2',
              systemErr: 'hunter2',
            },
            { classname: 'c', name: 'n', result: { kind: 'skipped', message: 'hunter2' } },
          ],
        },
      ],
    };

    const hidden = JSON.stringify(hideInReport(report, (text) => text.replaceAll('hunter2', '***')));
    expect(hidden).not.toContain('hunter2');
    expect(hidden.match(/\*{3}/g)).toHaveLength(8);
  });
});
