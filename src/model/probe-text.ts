import type { Probe } from './observed.ts';

/** `exit 1: connection refused`; the last line usually has the reason. */
export function probeText({ exitCode, output }: Probe): string {
  const line = output.trim().split('\n').at(-1)?.trim() ?? '';
  const result = exitCode === 0 ? 'ok' : `exit ${exitCode}`;
  return line === '' ? result : `${result}: ${line}`;
}
