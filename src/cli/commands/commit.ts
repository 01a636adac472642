import { Option } from 'commander';
import { gantry } from '../../diagnostics/hint.ts';
import { apply } from '../apply/apply.ts';
import type { Cli } from '../context/cli.ts';
import { collect } from '../context/globals.ts';
import { containerIndex } from '../flags/option-values.ts';
import { plannedCommand } from './planned-command.ts';

interface CommitOptions {
  readonly index?: number;
  readonly pause: boolean;
  readonly message?: string;
  readonly author?: string;
  readonly change?: readonly string[];
}

export const commit = plannedCommand({
  name: 'commit',
  define: (command) =>
    command
      .description('Make an image of a container as it is; volumes are no part of it')
      .argument('<service>', 'of this one')
      .argument('[repository[:tag]]', 'name of the image')
      .option('--index <n>', 'of this replica of the service', containerIndex)
      .addOption(new Option('-p, --pause', 'pause the container while its image is made').default(true))
      .option('--no-pause', 'keep the container running')
      .option('-m, --message <text>', 'message in the history of the image')
      .option('-a, --author <name>', 'author of the image')
      .option('-c, --change <instruction>', 'a line of a Dockerfile, e.g. `CMD ["sh"]`; repeatable', collect),
  async plan(cli: Cli, service: string, reference: string | undefined, options: CommitOptions) {
    const { planRequested } = await import('../../planner/commands/plan-requested.ts');
    const { chooseRunning } = await import('../find/running-container.ts');
    const { UserError } = await import('../../diagnostics/user-error.ts');
    const { findTarget } = await import('../find/target.ts');
    const { index, pause, message, author, change = [] } = options;
    const target = await findTarget(cli, [service]);
    const container = chooseRunning(target.observed.containers, service, index);
    if (!container)
      throw new UserError('no-container', `service "${service}" is not running`, {
        hint: ['start it: ', gantry('up', '-d', service)],
      });
    const plan = planRequested('commit', target.project.name, [
      {
        kind: 'commit-container',
        container: container.id,
        name: container.name,
        ...splitReference(reference),
        ...(message !== undefined && { message }),
        ...(author !== undefined && { author }),
        changes: change,
        pause,
      },
    ]);
    return { ...target, plan };
  },
  run: (cli, planned) =>
    apply(cli, planned, {
      onEvent: (event) => {
        if (
          event.type === 'step-ended' &&
          event.outcome.status === 'done' &&
          event.outcome.made.kind === 'image'
        )
          cli.stdout.write(`${event.outcome.made.id}\n`);
      },
    }),
});

/** The colon of a port is no tag: `registry:5000/app:1`. */
function splitReference(reference: string | undefined): { repository?: string; tag?: string } {
  if (reference === undefined) return {};
  const colon = reference.indexOf(':', reference.lastIndexOf('/') + 1);
  if (colon < 0) return { repository: reference };
  return { repository: reference.slice(0, colon), tag: reference.slice(colon + 1) };
}
