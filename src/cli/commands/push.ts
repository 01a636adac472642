import { apply } from '../apply/apply.ts';
import type { Cli } from '../context/cli.ts';
import { withRenderer } from '../context/with-renderer.ts';
import { observeImages } from '../find/observe-images.ts';
import { plannedCommand } from './planned-command.ts';

interface PushOptions {
  readonly quiet?: boolean;
  readonly includeDeps?: boolean;
  readonly since?: string;
  readonly ignorePushFailures?: boolean;
}

export const push = plannedCommand({
  name: 'push',
  define: (command) =>
    command
      .description('Push the images that the files say how to build to their registries')
      .argument('[services...]', 'only these')
      .option('-q, --quiet', 'no progress')
      .option('--include-deps', 'push what the services depend on too')
      .option(
        '--since <revision>',
        'only what has changed since a revision of git, or since what the `pipeline` compares with, and what is made from that',
      )
      .option('--ignore-push-failures', 'succeed, whichever images could not be pushed'),
  async plan(cli: Cli, services: readonly string[], options: PushOptions) {
    const { loadChanged } = await import('../affected/load-changed.ts');
    const { planPush } = await import('../../planner/commands/plan-push.ts');
    const { project } = await loadChanged(cli, {
      since: options.since,
      services,
      withDependencies: options.includeDeps ?? false,
      needs: 'images',
    });
    const engine = await cli.engine();
    const { taggedProject } = await import('../tags/tagged-project.ts');
    const tagged = await taggedProject(cli, project);
    const plan = planPush(tagged, { ignoreFailures: options.ignorePushFailures });
    return { engine, project: tagged, observed: await observeImages(engine, []), plan };
  },
  run: (cli, planned, _services, { quiet }) => apply(quiet ? withRenderer(cli, 'quiet') : cli, planned),
});
