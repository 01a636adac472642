import { commandHint, gantry } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import { readSshTarget, type SshTarget } from '../../engine/connection/ssh-target.ts';

/** Where a bundle goes over ssh. */
export interface FarTarget {
  /** As it was typed, without the folder. */
  readonly endpoint: string;
  readonly login: SshTarget;
  /** Of the project there; absent: one with its name, in the home folder of the user. */
  readonly folder?: string;
}

/**
 * Shape: `ssh://[user@]host[:port][/folder]`; `/~/folder` is below the home folder.
 * Error: UserError `bad-usage`.
 */
export function readFarTarget(to: string): FarTarget {
  if (!to.startsWith('ssh://'))
    throw new UserError('bad-usage', `${JSON.stringify(to)} is no address of a machine over ssh`, {
      hint: [
        'write --to ssh://user@host/folder; an engine without ssh takes ',
        gantry('bundle', '--for', to),
        ' | DOCKER_HOST=… ',
        commandHint('gantry', 'unbundle'),
      ],
    });
  const { socketPath: path, ...login } = readSshTarget(to);
  const endpoint = path === undefined ? to.replace(/\/$/, '') : to.slice(0, to.indexOf('/', 'ssh://'.length));
  if (path === undefined) return { endpoint, login };
  // biome-ignore lint/suspicious/noControlCharactersInRegex: no shell takes it as it is
  if (/['\\!\u0000-\u001f\u007f]/.test(path))
    throw new UserError('bad-usage', `${JSON.stringify(path)} is no folder that every shell takes`, {
      hint: 'name one without quotes, backslashes and exclamation marks',
    });
  return { endpoint, login, folder: path.startsWith('/~/') ? path.slice(1) : withoutEnd(path) };
}

const withoutEnd = (path: string): string => {
  let end = path.length;
  while (end > 1 && path[end - 1] === '/') end--;
  return path.slice(0, end);
};
