import { describe, expect, test } from 'vitest';
import { readJunit } from '../../src/junit/read-junit.ts';
import type { TestCase, TestReport } from '../../src/junit/report.ts';
import { writeJunit } from '../../src/junit/write-junit.ts';

const write = (report: TestReport): string => [...writeJunit(report)].join('');
const aCase = (name: string, more: Partial<TestCase> = {}): TestCase => ({
  classname: 'c',
  name,
  result: { kind: 'passed' },
  ...more,
});

describe('writeJunit()', () => {
  test('writes suites, cases and totals', () => {
    const text = write({
      suites: [
        {
          name: 'api',
          timestamp: '2026-12-01T10:00:00.000Z',
          cases: [
            aCase('works', { seconds: 1.5, file: 'api/a.ts', line: 3 }),
            aCase('breaks', {
              classname: '',
              seconds: 0.25,
              result: { kind: 'failed', message: 'a "b"\n<c>', type: 'Error', text: 'at <d> & e' },
              systemOut: 'said',
            }),
            aCase('waits', { result: { kind: 'skipped', message: 'later' } }),
            aCase('ends', { result: { kind: 'error', message: 'exit code 3', type: 'exit-code' } }),
          ],
        },
      ],
    });

    expect(text).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites tests="4" failures="1" errors="1" skipped="1" time="1.750">
  <testsuite name="api" tests="4" failures="1" errors="1" skipped="1" time="1.750" timestamp="2026-12-01T10:00:00.000Z">
    <testcase classname="c" name="works" file="api/a.ts" line="3" time="1.500"/>
    <testcase classname="api" name="breaks" time="0.250">
      <failure message="a &quot;b&quot;&#10;&lt;c&gt;" type="Error">at &lt;d&gt; &amp; e</failure>
      <system-out>said</system-out>
    </testcase>
    <testcase classname="c" name="waits" time="0.000">
      <skipped message="later"/>
    </testcase>
    <testcase classname="c" name="ends" time="0.000">
      <error message="exit code 3" type="exit-code"/>
    </testcase>
  </testsuite>
</testsuites>
`);
  });

  test('leaves out colours and what XML cannot have', () => {
    const text = write({
      suites: [
        {
          name: 's',
          cases: [
            aCase('a', { systemOut: '\u001b[31mred\u001b[0m #x1B[1mbold#x1B[0m \u0000\ufffe\ud800 😀 end' }),
          ],
        },
      ],
    });

    expect(text).toContain('<system-out>red bold  😀 end</system-out>');
  });

  test('keeps the two ends of a text of more than 64 KB, whole characters only', async () => {
    const text = write({ suites: [{ name: 's', cases: [aCase('a', { systemOut: '€'.repeat(100_000) })] }] });
    const { suites } = await readJunit([Buffer.from(text)], { name: 'r' });
    const output = suites[0]?.cases[0]?.systemOut ?? '';

    expect(Buffer.byteLength(output)).toBeLessThan(64 * 1024 + 100);
    expect(output).toMatch(/^€+\n… \d+ bytes left out …\n€+$/);
  });

  test('writes what it reads', async () => {
    const report: TestReport = {
      suites: [
        {
          name: 'a & b',
          timestamp: undefined,
          seconds: 2,
          cases: [
            aCase('t\r\n\t<&">', {
              file: undefined,
              line: undefined,
              seconds: 2,
              result: { kind: 'failed', message: 'm\n', type: undefined, text: 'x\r\ny' },
              systemOut: undefined,
              systemErr: 'e',
            }),
          ],
        },
      ],
    };

    expect(await readJunit([Buffer.from(write(report))], { name: 'r' })).toEqual(report);
  });
});
