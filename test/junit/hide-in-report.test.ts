import { expect, test } from 'vitest';
import { hideInReport } from '../../src/junit/hide-in-report.ts';
import type { TestReport } from '../../src/junit/report.ts';

test('hideInReport() hides secrets in every text that a runner wrote', () => {
  const text = 'of hunter2';
  const report: TestReport = {
    suites: [
      {
        name: text,
        timestamp: text,
        cases: (['failed', 'error', 'skipped'] as const).map((kind) => ({
          classname: text,
          name: text,
          file: text,
          systemOut: text,
          systemErr: text,
          result: kind === 'skipped' ? { kind, message: text } : { kind, message: text, type: text, text },
        })),
      },
    ],
  };

  const hidden = JSON.stringify(hideInReport(report, (one) => one.replaceAll('hunter2', '•')));

  expect(hidden).toContain('of •');
  expect(hidden).not.toContain('hunter2');
});
