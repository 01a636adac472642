import { UserError } from '../diagnostics/user-error.ts';

/** What is longer is no message about a flag. */
const LONGEST = 8192;

/** @param text the output of docker buildx. @returns undefined unless it reports an unknown flag. */
export function buildxTooOld(text: string): UserError | undefined {
  const [, flag, mode] =
    /unknown flag: (\S+)|invalid progress (?:value|mode)?.*(rawjson)/.exec(text.slice(0, LONGEST)) ?? [];
  const unknown = flag ?? mode;
  if (unknown === undefined) return undefined;
  return new UserError('buildx-needed', `the docker buildx here is too old: it does not know ${unknown}`, {
    hint: unknown === '--call' ? 'install 0.15 or newer' : 'install 0.13 or newer',
  });
}
