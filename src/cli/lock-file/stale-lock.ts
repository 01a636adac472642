import { gantry, type Hint, hintText } from '../../diagnostics/hint.ts';
import type { Problem } from '../../diagnostics/problem.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import type { LoadRequest } from '../../spec/files/load-request.ts';
import type { FilePort } from '../../spec/read/file-port.ts';
import type { Finding } from '../../spec/tree/finding.ts';
import type { Cli } from '../context/cli.ts';
import { completeHint } from '../context/complete-hint.ts';
import type { Missing, Staleness } from './compare-lock.ts';
import { sourceOf } from './find-lock.ts';

export const noLockFile = (name: string): UserError =>
  new UserError('no-lock-file', `there is no ${name}`, { hint: ['write it: ', gantry('lock')] });

/** A problem for each image that a lock file does not have, at its place in the Compose files. */
export async function notLocked(
  cli: Cli,
  name: string,
  missing: readonly Missing[],
  request: LoadRequest,
  files: FilePort,
): Promise<readonly Problem[]> {
  if (missing.length === 0) return [];
  const { locateSettings } = await import('../../spec/explain/locate-settings.ts');
  const concerns = missing.map(({ image }) => image.about);
  // A file that has been changed meanwhile and is wrong now is told of by the next command.
  const places = await locateSettings(concerns, request, files).catch(() => []);
  const hint = told(cli, ['lock what is new: ', gantry('lock', '--missing')]);
  return missing.map(({ image, instead }, index) => {
    const at = places[index];
    const has = instead.length > 0 ? `, which has ${instead.join(', ')}` : '';
    return {
      code: 'not-locked',
      severity: 'error',
      message: `image ${image.reference} of ${image.services.join(', ')} is not in ${name}${has}`,
      hint,
      ...(at && { at }),
    };
  });
}

/** A remote file that the lock file does not have; its place is the reference itself. */
export const remoteNotLocked = (cli: Cli, name: string, reference: string): Problem => ({
  code: 'not-locked',
  severity: 'error',
  message: `the remote file ${reference} is not in ${name}`,
  hint: told(cli, ['lock what is new: ', gantry('lock', '--missing')]),
});

/** What else makes a lock file stale, at its place in it. */
export async function unusedInLock(
  cli: Cli,
  path: string,
  { unused, otherInputs, unusedRemotes }: Staleness & { readonly unusedRemotes: readonly string[] },
  files: FilePort,
): Promise<readonly Problem[]> {
  const source = sourceOf(path, cli.cwd, files);
  if (!source) return [];
  const hint = told(cli, ['write it anew: ', gantry('lock', '--missing')]);
  const at = (path: readonly string[], part: 'key' | 'value', message: string): Finding => ({
    code: 'stale-lock',
    severity: 'error',
    message,
    hint,
    place: { kind: 'path', source, document: 0, path, part },
  });
  const findings = [
    ...unused.map((reference) => at(['images', reference], 'key', `nothing asks for ${reference} any more`)),
    ...unusedRemotes.map((reference) =>
      at(['remotes', reference], 'key', `nothing asks for ${reference} any more`),
    ),
    ...(otherInputs
      ? [at(['inputs'], 'value', 'this is of other images: two lock files were merged, or one was edited')]
      : []),
  ];
  const { locateFindings } = await import('../../spec/locate/locate-findings.ts');
  return locateFindings(findings, [source]);
}

const told = ({ globals }: Cli, hint: Hint): string => hintText(completeHint(hint, globals));
