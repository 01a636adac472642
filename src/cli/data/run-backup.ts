import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileError } from '../../diagnostics/file-error.ts';
import { commandHint } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import { writersOf } from '../../model/volume-copy.ts';
import type { WritersDuringBackup } from '../../planner/commands/plan-backup.ts';
import { type Compression, compressionFor } from '../../reconciler/volumes/compression.ts';
import { STORES } from '../../spec/rules/database-stays-inside.ts';
import { apply } from '../apply/apply.ts';
import { replannable } from '../apply/replannable.ts';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';
import type { Planned } from '../context/planned.ts';
import { VERSION } from '../context/version.ts';
import { lookAtWriters, sizesOf } from '../find/find-copies.ts';
import { findTarget } from '../find/target.ts';

export interface BackupOptions {
  readonly output: string;
  readonly stop?: boolean;
  readonly pause?: boolean;
  readonly live?: boolean;
  readonly anonymous?: boolean;
  readonly force?: boolean;
  readonly compress?: Compression;
}

/** @returns the exit code */
export async function runBackup(cli: Cli, names: readonly string[], options: BackupOptions): Promise<number> {
  const now = new Date();
  const planned = await replannable(cli, (asking) => planFor(asking, names, options, now));
  const code = await apply(cli, planned);
  const to = writtenTo(planned);
  if (code === EXIT.ok && !cli.globals.dryRun && to !== undefined && to !== '-')
    cli.stderr.write(`wrote ${to}${howCompressed(options, to)}\n`);
  return code;
}

/** Who named a folder has not said it. */
const howCompressed = ({ output, compress }: BackupOptions, to: string): string =>
  compress === undefined && !to.endsWith(output) && to.endsWith(ENDINGS.none)
    ? ' (not compressed: this program has no zstd; --compress gzip is slower)'
    : '';

const writtenTo = ({ plan }: Planned): string | undefined => {
  for (const { operation } of plan.steps) if (operation.kind === 'write-backup') return operation.to;
  return undefined;
};

async function planFor(
  cli: Cli,
  named: readonly string[],
  options: BackupOptions,
  now: Date,
): Promise<Planned> {
  const { planBackup } = await import('../../planner/commands/plan-backup.ts');
  const target = await findTarget(cli, []);
  const { engine, project, observed } = target;
  const isPlain = options.output.endsWith('.tar');
  const compression = compressionFor(options.compress ?? (isPlain ? 'none' : undefined), options.output);
  const to = placeFor(cli, project.name, options, compression, now);
  const containers = await engine.listContainers([]);
  const sources = observed.volumes.map(({ name, mountpoint }) => ({
    source: name,
    ...(mountpoint !== undefined && { sourceFolder: mountpoint }),
  }));
  const own = sources.filter(({ source }) => names(containers, project.name).has(source));
  const looked = options.stop
    ? await lookAtWriters(engine, containers, own)
    : { endedByStop: new Map(), startedAt: new Map() };
  const writers = own.flatMap((source) => writersOf(containers, source));
  const plan = planBackup(project, observed, {
    to,
    replaces: options.force === true,
    compression,
    named,
    anonymous: options.anonymous === true,
    writers: writersBy(options),
    containers,
    databases: new Set(writers.flatMap(({ id, image }) => (isStore(image) ? [id] : []))),
    ...looked,
    sizes: (await sizesOf(engine)) ?? new Map(),
    made: { madeAt: now.toISOString(), madeBy: `gantry ${VERSION}` },
  });
  return { ...target, plan };
}

/** The volumes that containers of the project mount, and those that are its own. */
const names = (
  containers: Awaited<ReturnType<Planned['engine']['listContainers']>>,
  project: string,
): ReadonlySet<string> =>
  new Set(
    containers
      .filter(({ labels }) => labels['com.docker.compose.project'] === project)
      .flatMap(({ mounts }) => mounts.flatMap(({ name }) => (name === undefined ? [] : [name]))),
  );

const writersBy = ({ stop, pause, live }: BackupOptions): WritersDuringBackup | undefined => {
  if (stop) return 'stop';
  if (pause) return 'pause';
  return live ? 'live' : undefined;
};

const isStore = (image: string): boolean =>
  STORES.has(/([^/:@]+)(?::[^/@]*)?(?:@.*)?$/.exec(image)?.[1] ?? '');

const ENDINGS: Readonly<Record<Compression, string>> = { zstd: '.tar.zst', gzip: '.tar.gz', none: '.tar' };

/** Error: UserError `bad-usage` for a terminal, `file-not-written` for a file that is there. */
function placeFor(
  { cwd, stdout }: Cli,
  project: string,
  { output, force }: BackupOptions,
  compression: Compression,
  now: Date,
): string {
  if (output === '-') {
    if (!stdout.isTty) return output;
    throw new UserError('bad-usage', 'a backup is nothing for a terminal', {
      hint: 'name a file, or send it on: -o - | ssh HOST "cat > backup.tar"',
    });
  }
  const path = resolve(cwd, output);
  const isFolder = output.endsWith('/') || statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  const stamp = now.toISOString().replace(/[-:]|\.\d+/g, '');
  const place = isFolder ? join(path, `${project}-${stamp}${ENDINGS[compression]}`) : path;
  if (!force && existsSync(place))
    throw new UserError('file-not-written', `${place} is there already`, {
      hint: 'choose another name, or --force',
    });
  const folder = dirname(place);
  if (!existsSync(folder))
    throw new UserError('file-not-written', `there is no folder ${folder} for the backup`, {
      hint: ['make it: ', commandHint('mkdir', '-p', folder)],
    });
  // Before anybody is paused or stopped for it.
  try {
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw fileError(place, 'cannot be written', error);
  }
  return place;
}
