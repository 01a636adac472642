import type { Probe } from '../../model/observed.ts';

const MEANINGS: Readonly<Record<number, string>> = {
  125: 'the engine could not run it',
  126: 'the command cannot be executed: no permission, or not a program for this machine',
  127: 'the command was not found in the image',
  130: 'interrupted (SIGINT)',
  132: 'crashed: illegal instruction (SIGILL), often a program for another processor',
  134: 'aborted itself (SIGABRT)',
  135: 'crashed: bus error (SIGBUS)',
  136: 'crashed: arithmetic error (SIGFPE)',
  137: 'killed (SIGKILL), but not for lack of memory of its own: by hand, or by a stop that it did not obey in time',
  139: 'crashed: invalid memory access (SIGSEGV)',
  143: 'ended by SIGTERM: it was asked to stop',
  255: 'ended with an error of its own, or with a code out of range',
};

type ProbeRun = Pick<Probe, 'exitCode' | 'output'>;

/** The meaning of a probe's exit code; the engine reports -1 when it could not run or finish the probe. */
export function probeEnd({
  exitCode,
  output,
}: ProbeRun): 'by-itself' | 'too-slow' | 'no-program' | 'not-run' {
  if (exitCode !== -1) return 'by-itself';
  if (output.startsWith('Health check exceeded timeout')) return 'too-slow';
  return /executable file not found|no such file/.test(output) ? 'no-program' : 'not-run';
}

export function probeMeaning(probe: ProbeRun): string | undefined {
  switch (probeEnd(probe)) {
    case 'by-itself':
      return exitMeaning(probe.exitCode, false);
    case 'too-slow':
      return 'it took longer than its `timeout`';
    case 'no-program':
      return 'the image has no such program';
    case 'not-run':
      return 'it could not be run';
  }
}

/** The meaning of an exit code; undefined for codes of the program itself. */
export function exitMeaning(code: number, oomKilled: boolean): string | undefined {
  if (oomKilled) return 'killed for lack of memory: it needs more than its limit, or than the machine has';
  const known = MEANINGS[code];
  if (known !== undefined) return known;
  return code > 128 && code < 160 ? `ended by signal ${code - 128}` : undefined;
}
