import { createInterface } from 'node:readline/promises';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';
import { runExecCommand } from '../session/run-exec-command.ts';

/** Every image that has a shell at all has this one. */
const SHELL = ['sh'] as const;
/** Of shells: the program cannot be run, or is not there. */
const NOT_RUN: ReadonlySet<number> = new Set([126, 127]);

/**
 * A shell in a container of the service, on this terminal, until it ends.
 *
 * @param replica its number; undefined: the first that runs
 * @returns how it ended, in words
 */
export async function execHere(cli: Cli, service: string, replica: number | undefined): Promise<string> {
  cli.stdout.write(`sh in ${service}${replica === undefined ? '' : ` #${replica}`} (exit comes back)\n`);
  const options = replica === undefined ? {} : { index: replica };
  const code = await runExecCommand(cli, service, SHELL, options);
  if (NOT_RUN.has(code)) await untilEnter();
  return code === EXIT.ok ? `back from ${service}` : `the shell in ${service} ended with ${code}`;
}

/** What was said is read before the screen is drawn over it. */
async function untilEnter(): Promise<void> {
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  await lines.question('Enter goes back ').catch(() => '');
  lines.close();
}
