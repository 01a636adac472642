import { parseEnv } from 'node:util';

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

function envFilesIn(words: readonly string[]): readonly string[] {
  const end = words.indexOf('--');
  const seen = end < 0 ? words : words.slice(0, end);
  return seen.flatMap((word, at) => {
    if (word.startsWith('--env-file=')) return [word.slice('--env-file='.length)];
    const next = seen[at + 1];
    return word === '--env-file' && next !== undefined ? [next] : [];
  });
}
