import { docker } from './gantry.ts';

/**
 * What a container writes until it ends: of its logs, since what an attached `docker run` shows of a short process is lost now and
 * then on a busy engine.
 *
 * @param words as for `docker run`
 */
export function outputOfRun(...words: readonly string[]): string {
  const id = docker('run', '--detach', ...words);
  try {
    docker('wait', id);
    return docker('logs', id);
  } finally {
    docker('rm', '--force', '--volumes', id);
  }
}
