import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { knownError } from '../../diagnostics/file-error.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import { sendArchive } from '../context/archive-output.ts';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';
import { onInterrupt } from '../context/signals.ts';
import { cannotWrite } from '../context/write-result.ts';
import { runningContainer } from '../find/running-container.ts';

export interface ExportOptions {
  readonly output?: string;
  readonly index?: number;
}

/** @returns the exit code */
export async function exportFiles(
  cli: Cli,
  service: string,
  { output, index }: ExportOptions,
): Promise<number> {
  if (output === undefined && cli.stdout.isTty)
    throw new UserError('bad-usage', 'a tar archive is nothing to read on a terminal', {
      hint: 'name a file with -o, or send it on',
    });
  const { engine, container } = await runningContainer(cli, service, index);
  if (cli.globals.dryRun) {
    cli.stderr.write(`would write the files of ${container.name} to ${output ?? 'standard output'}\n`);
    return EXIT.ok;
  }
  const stop = new AbortController();
  const release = onInterrupt([() => stop.abort(), () => cli.abandon()]);
  try {
    const archive = await engine.exportContainer(container.id, stop.signal);
    if (output === undefined) await sendArchive([archive]);
    else await writeWhole(archive, resolve(cli.cwd, output));
    return EXIT.ok;
  } catch (error) {
    if (stop.signal.aborted) return EXIT.interrupted;
    throw error;
  } finally {
    release();
  }
}

/** Half an archive is none: it is removed. */
async function writeWhole(archive: NodeJS.ReadableStream, path: string): Promise<void> {
  try {
    await pipeline(archive, createWriteStream(path));
  } catch (error) {
    const failed: NodeJS.ErrnoException = error instanceof Error ? error : new Error(String(error));
    const isAboutFile = knownError(failed) !== failed;
    if (failed.syscall !== 'open') await rm(path, { force: true }).catch(() => {});
    throw isAboutFile ? cannotWrite(path, failed) : error;
  }
}
