import { Command } from 'commander';
import { apply } from '../apply/apply.ts';
import type { Cli } from '../context/cli.ts';
import type { Planned } from '../context/planned.ts';
import { toldBy } from '../context/with-renderer.ts';
import { observeImages } from '../find/observe-images.ts';

export interface PushOptions {
  readonly quiet?: boolean;
  readonly includeDeps?: boolean;
  readonly ignorePushFailures?: boolean;
}

export function pushCommand(cli: Cli): Command {
  return definePush(new Command('push')).action(async (services: string[], options: PushOptions) => {
    const planned = await planForPush(cli, services, options);
    cli.exitWith(await apply(options.quiet ? toldBy(cli, 'quiet') : cli, planned));
  });
}

export function definePush(command: Command): Command {
  return command
    .description('Push the images that the files say how to build to their registries')
    .argument('[services...]', 'only these')
    .option('-q, --quiet', 'no progress')
    .option('--include-deps', 'push what the services depend on too')
    .option('--ignore-push-failures', 'end well with what could be pushed');
}

export async function planForPush(
  cli: Cli,
  services: readonly string[],
  options: PushOptions,
): Promise<Planned> {
  const { loadProjectFor } = await import('../files/load.ts');
  const { planPush } = await import('../../planner/commands/plan-push.ts');
  const project = await loadProjectFor(cli, { services, withDependencies: options.includeDeps ?? false });
  const engine = await cli.engine();
  const plan = planPush(project, { ignoreFailures: options.ignorePushFailures });
  return { engine, project, observed: await observeImages(engine, []), plan };
}
