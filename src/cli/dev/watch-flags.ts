import type { Command } from 'commander';

/** Those of `watch` and `dev`. */
export interface WatchFlags {
  readonly prune: boolean;
  readonly quiet?: boolean;
  readonly apply?: boolean;
  readonly poll?: boolean;
  readonly asHost?: boolean;
  /** Only of `dev`. */
  readonly raw?: boolean;
}

export function defineWatch(command: Command): Command {
  return command
    .argument('[services...]', 'only these')
    .option('--prune', 'remove the images that rebuilds replace', true)
    .option('--no-prune', 'keep the images that rebuilds replace')
    .option('--quiet', 'build without showing its output')
    .option('--apply', 'apply changes of the Compose file and of env files as they are saved')
    .option('--poll', 'poll for changes, on file systems that do not report them')
    .option('--as-host', 'copied files keep the uid and gid that they have on the host');
}
