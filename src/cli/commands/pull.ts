import { Option } from 'commander';
import { apply } from '../apply/apply.ts';
import type { Cli } from '../context/cli.ts';
import { withRenderer } from '../context/with-renderer.ts';
import { observeImages } from '../find/observe-images.ts';
import { retired } from '../flags/retired-flags.ts';
import { plannedCommand } from './planned-command.ts';

interface PullOptions {
  readonly quiet?: boolean;
  readonly includeDeps?: boolean;
  readonly ignorePullFailures?: boolean;
  readonly ignoreBuildable?: boolean;
  readonly policy?: 'missing' | 'always';
}

export const pull = plannedCommand({
  name: 'pull',
  runsImages: true,
  define: (command) =>
    command
      .description('Pull the images of services')
      .argument('[services...]', 'only these')
      .option('-q, --quiet', 'no progress')
      .option('--include-deps', 'pull what the services depend on too')
      .option('--ignore-pull-failures', 'succeed, whichever images could not be pulled')
      .option('--ignore-buildable', 'leave out what can be built')
      .addOption(
        new Option('--policy <policy>', 'which images, whatever the files say').choices([
          'missing',
          'always',
        ]),
      )
      .addOption(retired('--parallel'))
      .addOption(retired('--no-parallel')),
  async plan(cli: Cli, services: readonly string[], options: PullOptions) {
    const { loadProjectFor } = await import('../files/load.ts');
    const { planPull } = await import('../../planner/commands/plan-pull.ts');
    const project = await loadProjectFor(cli, {
      services,
      withDependencies: options.includeDeps ?? false,
      needs: 'images',
    });
    const engine = await cli.engine();
    const images = [...project.services.values()].flatMap(({ image }) => image ?? []);
    const observed = await observeImages(engine, images);
    const plan = planPull(project, observed, {
      policy: options.policy,
      ignoreBuildable: options.ignoreBuildable,
      ignoreFailures: options.ignorePullFailures,
    });
    return { engine, project, observed, plan };
  },
  run: (cli, planned, _services, { quiet }) => apply(quiet ? withRenderer(cli, 'quiet') : cli, planned),
});
