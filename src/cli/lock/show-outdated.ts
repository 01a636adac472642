import { fullName } from '../../model/full-name.ts';
import { askedImages } from '../../planner/images/pin-images.ts';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';
import { loadProjectFor } from '../files/load.ts';
import { nodeFiles } from '../files/node-files.ts';
import { lockPath, readLock } from '../lock-file/find-lock.ts';
import { baseImages, withBases } from './base-images.ts';
import { EngineImages } from './engine-images.ts';
import { findOutdated } from './find-outdated.ts';
import { Registries } from './registries.ts';

export interface OutdatedOptions {
  readonly format: 'table' | 'json';
  readonly detailedExitcode?: boolean;
}

/** @returns the exit code: 1 when a registry could not be asked, whatever else was found */
export async function showOutdated(
  cli: Cli,
  services: readonly string[],
  { format, detailedExitcode }: OutdatedOptions,
): Promise<number> {
  const { isOutdated, outdatedRecord, outdatedTable } = await import('../../ui/tables/outdated-output.ts');
  const project = await loadProjectFor(cli, { services, withDependencies: false, needs: 'images' });
  const lock = await readLock(lockPath(project, cli.cwd), cli.cwd, nodeFiles);
  // What is built here is as new as its last build, and as what it is built from.
  const run = askedImages(project).filter(({ builtBy }) => builtBy.length === 0);
  const built = new Set(
    askedImages(project).flatMap(({ reference, builtBy }) => (builtBy.length > 0 ? fullName(reference) : [])),
  );
  const bases = (await baseImages(project, cli.cwd)).filter(
    ({ reference }) => !built.has(fullName(reference)),
  );
  const asked = withBases(run, bases);
  const onEngine = new EngineImages({
    listImageSummaries: async () => (await cli.engine()).listImageSummaries(),
  });
  const images = await findOutdated(
    asked,
    { lock, onEngine },
    { registries: new Registries(cli), engine: () => cli.engine() },
  );
  cli.stdout.write(
    format === 'json'
      ? `${JSON.stringify(outdatedRecord(images), null, 2)}\n`
      : outdatedTable(images, { now: new Date(), columns: cli.stdout.columns }),
  );
  if (images.some(({ state }) => state === 'failed')) return EXIT.failed;
  return detailedExitcode && images.some(isOutdated) ? EXIT.changes : EXIT.ok;
}
