import { spawnSync } from 'node:child_process';

/** A program that takes docker compose's commands. */
export interface Tool {
  readonly name: string;
  readonly command: readonly string[];
}

/** Seconds by the name of the tool, one entry a round. */
export type Times = ReadonlyMap<string, readonly number[]>;

/**
 * Runs a command to its end. @returns its time in seconds.
 * Error: what it printed, when it fails: a failed run must not count as a fast one.
 */
export function timeRun(
  tool: Tool,
  args: readonly string[],
  folder: string,
  variables: Readonly<Record<string, string>> = {},
): number {
  const [program = '', ...first] = tool.command;
  const began = process.hrtime.bigint();
  const result = spawnSync(program, [...first, ...args], {
    cwd: folder,
    env: { ...process.env, ...variables },
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  const seconds = Number(process.hrtime.bigint() - began) / 1e9;
  if (result.status !== 0) {
    throw new Error(
      `${tool.name} ${args.join(' ')} failed (${result.status ?? result.signal}):\n${result.stderr}`,
    );
  }
  return seconds;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1] ?? Number.NaN, sorted[Math.floor(middle)] ?? Number.NaN];
  return (low + high) / 2;
}

/** The median of the ratios within each round: what disturbs the machine for a while disturbs both sides. */
export function ratio(times: readonly number[], base: readonly number[]): number {
  return median(times.map((time, round) => time / (base[round] ?? Number.NaN)));
}
