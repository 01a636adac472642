import { UserError } from '../../diagnostics/user-error.ts';
import { isJsonMap } from '../../model/json.ts';
import type { Project } from '../../model/project.ts';
import { KEPT_RELEASES, MOST_KEPT_RELEASES } from '../../model/release.ts';

/**
 * How many releases are kept: 0 for none. An instance has no history, as it is made to be removed.
 *
 * Error: UserError `bad-usage` for a `GANTRY_HISTORY` that is no number.
 */
export function keptReleases(
  { extensions, instance }: Pick<Project, 'extensions' | 'instance'>,
  environment: ReadonlyMap<string, string>,
): number {
  if (instance) return 0;
  const written = environment.get('GANTRY_HISTORY');
  if (written !== undefined && written !== '') return fromVariable(written);
  const gantry = extensions.get('x-gantry');
  const history = isJsonMap(gantry ?? null) ? Object(gantry).history : undefined;
  return typeof history === 'number' ? history : KEPT_RELEASES;
}

function fromVariable(written: string): number {
  const kept = Number(written);
  if (/^\d+$/.test(written) && kept <= MOST_KEPT_RELEASES) return kept;
  throw new UserError('bad-usage', `GANTRY_HISTORY is "${written}"`, {
    hint: `set it to the number of releases to keep, from 0 (none) to ${MOST_KEPT_RELEASES}, or unset it`,
  });
}
