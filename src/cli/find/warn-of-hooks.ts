import { LABEL } from '../../model/labels.ts';
import type { Observed } from '../../model/observed.ts';
import { readText } from '../../util/read-text.ts';
import type { Cli } from '../context/cli.ts';

/**
 * Labels do not say which hooks a service has. Where the files that they name are on this machine and have some, it is
 * told that these do not run.
 */
export async function warnOfHooks(cli: Cli, observed: Observed): Promise<void> {
  const files = filesWith(observed, /^[^#\n]*\b(?:pre_start|post_start|pre_stop)\s*:/m);
  await warnOf(cli, files, 'hooks are not run for a project that is known by its name only; to run them');
}

/** Nor do they say how its containers are replaced. */
export async function warnOfUpdates(cli: Cli, observed: Observed): Promise<void> {
  const files = filesWith(observed, /^[^#\n]*\bupdate_config\s*:/m);
  await warnOf(
    cli,
    files,
    'all containers of a project that is known by its name only are restarted at the same time; to follow update_config',
  );
}

/** Nor whether there is a trash, where the files do not tell either: others can write them, or they are faulty. */
export async function warnOfTrash(cli: Cli, observed: Observed): Promise<void> {
  const files = filesWith(observed, /^[^#\n]*\btrash\s*:/m);
  await warnOf(
    cli,
    files,
    'volumes are removed and not thrown into a trash, since the files of the project cannot be relied on (others can write them, or they are faulty); to follow them',
  );
}

/** Those that the labels name and that are on this machine. */
function filesWith({ containers }: Observed, pattern: RegExp): readonly string[] {
  const named = containers.flatMap(({ labels }) => labels[LABEL.configFiles]?.split(',') ?? []);
  return [...new Set(named)].filter((path) => pattern.test(readText(path) ?? ''));
}

async function warnOf(cli: Cli, files: readonly string[], text: string): Promise<void> {
  if (files.length === 0) return;
  const renderer = await cli.renderer();
  renderer.handle({ type: 'warning', message: `${text}: -f ${files.join(' -f ')}` });
}
