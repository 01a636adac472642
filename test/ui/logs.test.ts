import { describe, expect, test } from 'vitest';
import type { LogLine } from '../../src/model/event.ts';
import { containerId } from '../../src/model/ids.ts';
import { LogPrinter } from '../../src/ui/logs/log-printer.ts';
import { mergeLogs } from '../../src/ui/logs/merge-logs.ts';
import { anOutput } from '../support/an-output.ts';

const aLine = (label: string, text: string, more: Partial<LogLine> = {}): LogLine => ({
  container: containerId(label),
  label,
  stream: 'stdout',
  time: '2026-01-01T00:00:00.5Z',
  text,
  ...more,
});

function print(
  lines: readonly LogLine[],
  options: Partial<ConstructorParameters<typeof LogPrinter>[2]> = {},
) {
  let [stdout, stderr] = ['', ''];
  const printer = new LogPrinter(
    anOutput((text) => (stdout += text)),
    anOutput((text) => (stderr += text)),
    { colour: false, prefix: true, timestamps: false, ...options },
  );
  for (const line of lines) printer.print(line);
  return { stdout, stderr };
}

describe('LogPrinter', () => {
  test('LogPrinter pads all prefixes alike and keeps standard error apart', () => {
    const lines = [aLine('web-1', 'hello'), aLine('worker-1', 'hi', { stream: 'stderr' })];
    expect(print(lines, { labels: ['web-1', 'worker-1'] })).toEqual({
      stdout: 'web-1     | hello\n',
      stderr: 'worker-1  | hi\n',
    });
  });

  test('LogPrinter leaves out prefixes, adds times, and puts everything on standard output when asked', () => {
    const line = aLine('web-1', 'hello', { stream: 'stderr' });
    expect(print([line], { prefix: false, timestamps: true, stderrToStdout: true })).toEqual({
      stdout: '2026-01-01T00:00:00.5Z hello\n',
      stderr: '',
    });
  });

  test('LogPrinter gives each container a colour of its own, in the order of docker compose', () => {
    const { stdout } = print([aLine('a', 'x'), aLine('b', 'y'), aLine('a', 'z')], { colour: true });
    expect(stdout).toBe('\x1b[36ma  | \x1b[39mx\n\x1b[33mb  | \x1b[39my\n\x1b[36ma  | \x1b[39mz\n');
  });

  test('LogPrinter lets a terminal obey the colours of a line and nothing else of it', () => {
    const line = aLine('web-1', '10%\r\x1b]0;title\x07\x1b[2K\x1b[32mdone\x1b[0m \x1b[1A\u202e');
    const shown = (isTty: boolean, raw: boolean): string => {
      let text = '';
      const out = { ...anOutput((written) => (text += written)), isTty };
      new LogPrinter(out, out, { colour: false, prefix: true, timestamps: false, raw }).print(line);
      return text;
    };

    expect(shown(true, false)).toBe('web-1  | \x1b[32mdone\x1b[0m \\u202e\n');
    expect(shown(true, true)).toBe(`web-1  | ${line.text}\n`);
    expect(shown(false, false)).toBe(`web-1  | ${line.text}\n`);
  });
});

test('mergeLogs() merges histories by time, exactly, whatever zeros the engine leaves out', async () => {
  async function* history(label: string, ...times: readonly string[]): AsyncIterable<LogLine> {
    for (const time of times) yield aLine(label, '', { time: `2026-01-01T00:00:${time}Z` });
  }
  const merged: string[] = [];
  const histories = [
    history('a', '01.5', '01.52', '03'),
    history('b', '01.51', '02.000000001'),
    history('c'),
  ];
  for await (const { label, time } of mergeLogs(histories)) merged.push(`${label} ${time.slice(17, -1)}`);
  expect(merged).toEqual(['a 01.5', 'b 01.51', 'a 01.52', 'b 02.000000001', 'a 03']);
});
