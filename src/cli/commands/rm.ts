import type { Plan } from '../../model/plan.ts';
import { apply } from '../apply/apply.ts';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';
import { findTarget } from '../find/target.ts';
import { retired } from '../flags/retired-flags.ts';
import { plannedCommand } from './planned-command.ts';

interface RmOptions {
  readonly force?: boolean;
  readonly stop?: boolean;
  readonly volumes?: boolean;
}

export const rm = plannedCommand({
  name: 'rm',
  locks: true,
  define: (command) =>
    command
      .description('Remove stopped containers; their networks and named volumes stay')
      .argument('[services...]', 'only these')
      .option('-f, --force', 'do not ask')
      .option('-s, --stop', 'also those that run: they are stopped first')
      .option('-v, --volumes', 'also remove their anonymous volumes')
      .addOption(retired('-a, --all')),
  async plan(cli: Cli, services: readonly string[], { stop, volumes }: RmOptions) {
    const { planRm } = await import('../../planner/commands/plan-rm.ts');
    const { trashOfProject } = await import('../history/trash-of-project.ts');
    const target = await findTarget(cli, services, { ofContainers: true });
    const { project, observed } = target;
    const trash = volumes ? await trashOfProject(cli, target) : undefined;
    return { ...target, plan: planRm(project, observed, { services, stop, volumes, trash }) };
  },
  async run(cli, planned, _services, options) {
    const goesOn = cli.globals.dryRun || (await isAgreed(cli, goingIn(planned.plan), options));
    return goesOn ? apply(cli, planned) : EXIT.ok;
  },
});

async function isAgreed(cli: Cli, names: readonly string[], { force }: RmOptions): Promise<boolean> {
  if (names.length === 0) {
    cli.stderr.write('No stopped containers\n');
    return false;
  }
  const intention = `Going to remove ${names.join(', ')}`;
  if (!force) {
    const { confirm } = await import('../terminal/confirm.ts');
    return confirm(cli, intention);
  }
  cli.stdout.write(`${intention}\n`);
  return true;
}

function goingIn({ steps }: Plan): readonly string[] {
  return steps.flatMap(({ operation }) => (operation.kind === 'remove-container' ? [operation.name] : []));
}
