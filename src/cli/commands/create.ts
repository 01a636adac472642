import { Option } from 'commander';
import { apply } from '../apply/apply.ts';
import type { Cli } from '../context/cli.ts';
import { scaleOf } from '../flags/option-values.ts';
import { planForUp } from '../up/plan-for-up.ts';
import {
  defineBuilding,
  defineYes,
  mutedOperations,
  PULL_POLICIES,
  type UpOptions,
} from '../up/up-options.ts';
import { plannedCommand } from './planned-command.ts';

type CreateOptions = Pick<
  UpOptions,
  | 'build'
  | 'noBuild'
  | 'pull'
  | 'quietPull'
  | 'removeOrphans'
  | 'scale'
  | 'forceRecreate'
  | 'recreate'
  | 'yes'
>;

export const create = plannedCommand({
  name: 'create',
  runsImages: true,
  locks: true,
  define(command) {
    command
      .description('Create containers, and what they need, without starting them')
      .argument('[services...]', 'only these and what they depend on');
    defineBuilding(command)
      .addOption(new Option('--pull <policy>', 'pull policy for every service').choices(PULL_POLICIES))
      .option('--quiet-pull', 'pull without showing layers')
      .addOption(
        new Option('--force-recreate', 'replace containers even if nothing changed').conflicts('recreate'),
      )
      .option('--no-recreate', 'leave existing containers alone even if they changed')
      .option('--remove-orphans', 'remove containers of services that the files no longer have')
      .option('--scale <service=n>', 'number of replicas; repeatable', scaleOf);
    return defineYes(command);
  },
  /** The plan of `up --no-start`. */
  async plan(cli: Cli, services: readonly string[], options: CreateOptions) {
    const planned = await planForUp(cli, services, {
      ...options,
      // Not from the environment: that counts for `up` alone.
      removeOrphans: options.removeOrphans ?? false,
      start: false,
      deps: true,
      color: true,
      logPrefix: true,
    });
    return { ...planned, plan: { ...planned.plan, verb: 'create' } };
  },
  run: (cli, planned, _services, options) => apply(cli, planned, { mutes: mutedOperations(options) }),
});
