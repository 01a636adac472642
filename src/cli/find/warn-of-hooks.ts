import { LABEL } from '../../model/labels.ts';
import type { Observed } from '../../model/observed.ts';
import { readText } from '../../util/read-text.ts';
import type { Cli } from '../context/cli.ts';

/**
 * Labels do not say which hooks a service has. Where the files that they name are on this machine and have some, it is
 * told that these do not run.
 */
export async function warnOfHooks(cli: Cli, observed: Observed): Promise<void> {
  const named = observed.containers.flatMap(({ labels }) => labels[LABEL.configFiles]?.split(',') ?? []);
  const files = [...new Set(named)].filter((path) =>
    /^[^#\n]*\b(?:pre_start|post_start|pre_stop)\s*:/m.test(readText(path) ?? ''),
  );
  if (files.length === 0) return;
  const renderer = await cli.renderer();
  renderer.handle({
    type: 'warning',
    message: `hooks are not run for a project that is known by its name only; to run them: -f ${files.join(' -f ')}`,
  });
}
