import { parseEnv } from 'node:util';
import { UserError } from '../../diagnostics/user-error.ts';

/**
 * Node before 22.16, and 23, takes every `--env-file` of the command line for its own, wherever it stands: a flag of gantry, or of a
 * program in a container. What it put into the environment would count more than our own reading of the file.
 */
export const takesEnvFiles = (nodeVersion: string): boolean => {
  const [major = 0, minor = 0] = nodeVersion.split('.').map(Number);
  return major < 24 && (major !== 22 || minor < 16);
};

/** Removes from `env` what such a Node put there. */
export function giveBackEnvFiles(
  words: readonly string[],
  env: NodeJS.ProcessEnv,
  read: (path: string) => string | undefined,
): void {
  const taken: NodeJS.Dict<string> = {};
  for (const path of envFilesIn(words)) Object.assign(taken, parseEnv(read(path) ?? ''));
  for (const [name, value] of Object.entries(taken)) if (env[name] === value) delete env[name];
}

/**
 * Whether Node was started with `--` before the name of the program, as the program starts itself (`#!/usr/bin/env -S node --`): it
 * has read none of the files then.
 *
 * @param commandLine of this process, as /proc has it. Absent: there is no such file, and nobody knows.
 */
export function isShielded(words: readonly string[], commandLine: string | undefined): boolean {
  const all = commandLine?.replace(/\0$/, '').split('\0') ?? [];
  return all.slice(1, -(words.length + 1)).includes('--');
}

/**
 * Refuses to go on where Node has obeyed the file: every Node takes NODE_OPTIONS from it, which may have run any program by now.
 *
 * Error: UserError `bad-usage`.
 */
export function refuseNodeOptions(
  words: readonly string[],
  read: (path: string) => string | undefined,
): void {
  const path = envFilesIn(words).find((file) => parseEnv(read(file) ?? '').NODE_OPTIONS !== undefined);
  if (path === undefined) return;
  throw new UserError('bad-usage', `Node itself has read ${path} and obeyed the NODE_OPTIONS in it`, {
    hint: 'start the program by its own name, or with `--` after node: node -- dist/gantry.cjs …',
  });
}

function envFilesIn(words: readonly string[]): readonly string[] {
  const end = words.indexOf('--');
  const seen = end < 0 ? words : words.slice(0, end);
  return seen.flatMap((word, at) => {
    if (word.startsWith('--env-file=')) return [word.slice('--env-file='.length)];
    const next = seen[at + 1];
    return word === '--env-file' && next !== undefined ? [next] : [];
  });
}
