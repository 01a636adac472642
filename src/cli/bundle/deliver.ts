import { connectMachine, type Machine } from '../../engine/connect-machine.ts';
import { shellWord } from '../../util/shell-word.ts';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';
import { contentsFor, type Load, summary } from './bundle-load.ts';
import { bundleParts } from './bundle-parts.ts';
import { FarFolder } from './far-folder.ts';
import type { FarTarget } from './far-target.ts';
import { type Omission, ofEngine } from './omission.ts';
import { sendBundle } from './send-bundle.ts';

interface Delivery {
  readonly compresses: boolean;
  readonly force: boolean;
  readonly signal: AbortSignal;
}

/**
 * Sends a bundle over ssh, without the layers that the engine there has, and has it taken in there: by gantry, else by docker, which takes
 * only the images. What was interrupted goes on where it stopped.
 *
 * @returns the exit code
 */
export async function deliver(
  cli: Cli,
  { endpoint, login, folder }: FarTarget,
  load: Load,
  { compresses, force, signal }: Delivery,
): Promise<number> {
  const machine = await connectMachine(endpoint, login, { compresses });
  try {
    const omission = await omissionAt(machine, endpoint);
    if (!omission)
      cli.stderr.write(`${endpoint} keeps images in the store of containerd, and gets all layers\n`);
    const index = load.indexWithout(omission);
    const there = folder ?? `~/${index.project}`;
    if (cli.globals.dryRun) {
      cli.stdout.write(summary(index, `${endpoint}, ${there}`));
      return EXIT.ok;
    }
    const far = new FarFolder(machine, endpoint, there, signal);
    cli.stderr.write(summary(index, `${endpoint}, ${there}`));
    const parts = async () => bundleParts(await contentsFor(load, index, signal));
    const sent = await sendBundle(far, parts, (line) => cli.stderr.write(`${line}\n`));
    const code = await takeIn(cli, far, sent, force);
    if (code === EXIT.ok) await far.clean();
    return code;
  } finally {
    machine.close();
  }
}

async function omissionAt({ engine }: Machine, endpoint: string): Promise<Omission | undefined> {
  return (await engine.info()).storesInContainerd ? undefined : ofEngine(engine, endpoint);
}

async function takeIn(
  cli: Cli,
  far: FarFolder,
  { gantry: program, digest, folder }: Awaited<ReturnType<typeof sendBundle>>,
  force: boolean,
): Promise<number> {
  if (program !== undefined) {
    const flags = ['--digest', `sha256:${digest}`, ...(force ? ['--force'] : [])];
    return far.unbundle(program, flags, cli.stdout, cli.stderr);
  }
  await far.load();
  cli.stdout.write(`the images are there: docker took them\n`);
  cli.stderr.write(
    `the files of ${shellWord(folder)} are not: there is no gantry that writes them. Install it there, and run the same again: no layer is sent twice\n`,
  );
  return EXIT.ok;
}
