import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { knownError } from '../../diagnostics/file-error.ts';
import { gantry } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import { type Compression, compressionFor, compressor } from '../../reconciler/volumes/compression.ts';
import { sendArchive } from '../context/archive-output.ts';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';
import { onInterrupt } from '../context/signals.ts';
import { cannotWrite } from '../context/write-result.ts';
import { contentsFor, loadOf, summary } from './bundle-load.ts';
import { findOmission, type OmissionOptions } from './omission.ts';
import { packBundle } from './pack-bundle.ts';

export interface BundleOptions extends OmissionOptions {
  readonly output?: string;
  readonly compress?: Compression;
  /** `ssh://user@host:port/folder`: it goes there, and not into a file. */
  readonly to?: string;
  /** There, files that are others are replaced. */
  readonly force?: boolean;
}

/** @returns the exit code */
export async function makeBundle(
  cli: Cli,
  services: readonly string[],
  options: BundleOptions,
): Promise<number> {
  const { output, to } = options;
  const isShown = output === undefined && to === undefined && cli.stdout.isTty && !cli.globals.dryRun;
  if (isShown) throw nothingToRead();
  const target = to === undefined ? undefined : await farTarget(to);
  const compression = compressionFor(options.compress, output);
  const through = to === undefined ? compressor(compression) : undefined;
  const load = await loadOf(cli, services);
  const stop = new AbortController();
  const release = onInterrupt([() => stop.abort(), () => cli.abandon()]);
  try {
    if (target) {
      const { deliver } = await import('./deliver.ts');
      const compresses = options.compress !== 'none';
      return await deliver(cli, target, load, {
        compresses,
        force: options.force ?? false,
        signal: stop.signal,
      });
    }
    const index = load.indexWithout(await findOmission(cli, options, stop.signal));
    if (cli.globals.dryRun) {
      cli.stdout.write(summary(index, output ?? 'standard output'));
      return EXIT.ok;
    }
    const { archive, digest } = packBundle(await contentsFor(load, index, stop.signal));
    if (output === undefined) await sendArchive(through ? [archive, through] : [archive], stop.signal);
    else await writeWhole(archive, through, resolve(cli.cwd, output), stop.signal);
    cli.stderr.write(`${summary(index, output ?? 'standard output')}digest: sha256:${await digest}\n`);
    return EXIT.ok;
  } catch (error) {
    if (stop.signal.aborted) return EXIT.interrupted;
    throw error;
  } finally {
    release();
  }
}

const nothingToRead = (): UserError =>
  new UserError('bad-usage', 'a bundle is nothing to read on a terminal', {
    hint: ['name a file with -o, or send it on: ', gantry('bundle', '--to', 'ssh://HOST')],
  });

async function farTarget(to: string) {
  const { readFarTarget } = await import('./far-target.ts');
  return readFarTarget(to);
}

/** Half a bundle has another name: the one asked for is whole, or what it was before. */
async function writeWhole(
  archive: Readable,
  through: NodeJS.ReadWriteStream | undefined,
  path: string,
  signal: AbortSignal,
): Promise<void> {
  const unfinished = `${path}.${process.pid}.part`;
  try {
    await send(archive, through, createWriteStream(unfinished, { mode: 0o600 }), true, signal);
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => {});
    const failed: NodeJS.ErrnoException = error instanceof Error ? error : new Error(String(error));
    throw knownError(failed) === failed ? error : cannotWrite(path, failed);
  }
}

const send = (
  archive: Readable,
  through: NodeJS.ReadWriteStream | undefined,
  to: Writable,
  end: boolean,
  signal: AbortSignal,
): Promise<void> =>
  through ? pipeline(archive, through, to, { end, signal }) : pipeline(archive, to, { end, signal });
