/**
 * The exit code of `run` when its container did not start, as shells and docker have it: 127 when there is no such
 * program, 126 when it may not be run, 125 when the engine would not.
 */
export function startFailureCode(error: Error): number {
  const text = error.cause instanceof Error ? error.cause.message : error.message;
  if (/permission denied|is a directory/i.test(text)) return 126;
  if (/executable file not found|no such file or directory/i.test(text)) return 127;
  return 125;
}
