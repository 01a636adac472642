import { Command, Option } from 'commander';
import { apply } from '../apply/apply.ts';
import type { Cli } from '../context/cli.ts';
import type { Planned } from '../context/planned.ts';
import { toldBy } from '../context/with-renderer.ts';
import { observeImages } from '../find/observe-images.ts';
import { retired } from '../flags/retired-flags.ts';

export interface PullOptions {
  readonly quiet?: boolean;
  readonly includeDeps?: boolean;
  readonly ignorePullFailures?: boolean;
  readonly ignoreBuildable?: boolean;
  readonly policy?: 'missing' | 'always';
}

export function pullCommand(cli: Cli): Command {
  return definePull(new Command('pull')).action(async (services: string[], options: PullOptions) => {
    for (const flag of ['--parallel', '--no-parallel'])
      if (cli.words.includes(flag)) cli.stderr.write(`warning: ${flag} has no effect any more\n`);
    const planned = await planForPull(cli, services, options);
    cli.exitWith(await apply(options.quiet ? toldBy(cli, 'quiet') : cli, planned));
  });
}

export function definePull(command: Command): Command {
  return command
    .description('Pull the images of services')
    .argument('[services...]', 'only these')
    .option('-q, --quiet', 'no progress')
    .option('--include-deps', 'pull what the services depend on too')
    .option('--ignore-pull-failures', 'end well with what could be pulled')
    .option('--ignore-buildable', 'leave out what can be built')
    .addOption(
      new Option('--policy <policy>', 'which images, whatever the files say').choices(['missing', 'always']),
    )
    .addOption(retired('--parallel'))
    .addOption(retired('--no-parallel'));
}

export async function planForPull(
  cli: Cli,
  services: readonly string[],
  options: PullOptions,
): Promise<Planned> {
  const { loadProjectFor } = await import('../files/load.ts');
  const { planPull } = await import('../../planner/commands/plan-pull.ts');
  const project = await loadProjectFor(cli, { services, withDependencies: options.includeDeps ?? false });
  const engine = await cli.engine();
  const images = [...project.services.values()].flatMap(({ image }) => image ?? []);
  const observed = await observeImages(engine, images);
  const plan = planPull(project, observed, {
    policy: options.policy,
    ignoreBuildable: options.ignoreBuildable,
    ignoreFailures: options.ignorePullFailures,
  });
  return { engine, project, observed, plan };
}
