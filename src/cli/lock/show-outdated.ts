import type { RegistryLimit } from '../../engine/registry/read-repository.ts';
import { fullName } from '../../model/full-name.ts';
import { imageBuilders } from '../../model/image-builders.ts';
import { type AskedImage, askedImages } from '../../planner/images/pin-images.ts';
import type { OutdatedImage } from '../../ui/tables/outdated-output.ts';
import { humanDuration } from '../../util/human-duration.ts';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';
import { refuseSecretNames } from '../failures/hide-images.ts';
import { loadProjectFor } from '../files/load.ts';
import { nodeFiles } from '../files/node-files.ts';
import { lockPath, readLock } from '../lock-file/find-lock.ts';
import { AskedRepositories } from './asked-repositories.ts';
import { baseImages, withBases } from './base-images.ts';
import { EngineImages } from './engine-images.ts';
import { findOutdated } from './find-outdated.ts';

export interface OutdatedOptions {
  readonly format: 'table' | 'json';
  readonly detailedExitcode?: boolean;
  readonly refresh?: boolean;
}

/** @returns the exit code: 1 when a registry could not be asked, whatever else was found */
export async function showOutdated(
  cli: Cli,
  services: readonly string[],
  { format, detailedExitcode, refresh = false }: OutdatedOptions,
): Promise<number> {
  const { isOutdated, outdatedRecord, outdatedTable } = await import('../../ui/tables/outdated-output.ts');
  const project = await loadProjectFor(cli, { services, withDependencies: false, needs: 'images' });
  refuseSecretNames(project);
  const lock = await readLock(lockPath(project, cli.cwd), cli.cwd, nodeFiles);
  // What is built here is as new as its last build, and as what it is built from.
  const built = new Set([...imageBuilders(project).keys()].map(fullName));
  const isForeign = ({ reference }: AskedImage): boolean => !built.has(fullName(reference));
  const run = askedImages(project).filter(isForeign);
  const bases = (await baseImages(project, cli.cwd)).filter(isForeign);
  const asked = withBases(run, bases);
  const onEngine = new EngineImages({
    listImageSummaries: async () => (await cli.engine()).listImageSummaries(),
  });
  const now = new Date();
  const repositories = new AskedRepositories(cli, { now, refresh });
  const images = await findOutdated(
    asked,
    { lock, onEngine },
    { repositories, engine: () => cli.engine() },
  ).finally(() => repositories.save());
  for (const line of lowLimits(repositories.limits)) cli.stderr.write(`${line}\n`);
  if (format === 'table') cli.stderr.write(askedBefore(images, now));
  cli.stdout.write(
    format === 'json'
      ? `${JSON.stringify(outdatedRecord(images), null, 2)}\n`
      : outdatedTable(images, { now, columns: cli.stdout.columns }),
  );
  if (images.some(({ state }) => state === 'failed')) return EXIT.failed;
  return detailedExitcode && images.some(isOutdated) ? EXIT.changes : EXIT.ok;
}

/** How old the oldest answer is that was kept. The JSON has the time of each. */
function askedBefore(images: readonly OutdatedImage[], now: Date): string {
  const ages = images.map(({ askedAtMs }) => now.getTime() - (askedAtMs ?? now.getTime()));
  const oldest = Math.max(0, ...ages);
  if (oldest === 0) return '';
  const ago = humanDuration(oldest / 1000);
  return `asked ${ago.charAt(0).toLowerCase()}${ago.slice(1)} ago; --refresh asks again\n`;
}

/** So few pulls are soon used up. */
const LOW = 20;

function lowLimits(limits: ReadonlyMap<string, RegistryLimit>): readonly string[] {
  return [...limits].flatMap(([registry, { left, of }]) =>
    left < LOW
      ? [
          `${registry} gives ${left}${of === undefined ? '' : ` of ${of}`} more images until its limit is over`,
        ]
      : [],
  );
}
