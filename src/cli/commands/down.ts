import { Command, Option } from 'commander';
import { isTrue } from '../../util/is-true.ts';
import { apply } from '../apply.ts';
import type { Cli } from '../cli.ts';
import { findTarget } from '../find/target.ts';
import { seconds } from '../flags/option-values.ts';
import type { Planned } from '../planned.ts';

export interface DownOptions {
  readonly volumes?: boolean;
  readonly removeOrphans?: boolean;
  readonly timeout?: number;
  readonly rmi?: 'all' | 'local';
}

export function downCommand(cli: Cli): Command {
  return defineDown(new Command('down')).action(async (services: string[], options: DownOptions) => {
    cli.exitWith(await apply(cli, await planForDown(cli, services, options)));
  });
}

export function defineDown(command: Command): Command {
  return command
    .description('Stop and remove containers and networks; volumes stay unless -v is given')
    .argument('[services...]', 'only these and what depends on them')
    .option('-v, --volumes', 'remove the named volumes of the project and anonymous ones too')
    .addOption(new Option('--volume').implies({ volumes: true }).hideHelp())
    .addOption(
      new Option(
        '--rmi <which>',
        'remove images: all that are used, or only those built without a name of their own',
      ).choices(['all', 'local']),
    )
    .option('--remove-orphans', 'remove containers of services that the files no longer have')
    .option('-t, --timeout <seconds>', 'how long a container may take to stop', seconds);
}

export async function planForDown(
  cli: Cli,
  services: readonly string[],
  options: DownOptions,
): Promise<Planned> {
  const { planDown } = await import('../../planner/plan-down.ts');
  const { imageReferences } = await import('../../planner/image-references.ts');
  const target = await findTarget(cli, services);
  const { engine, project } = target;
  // Which images there are matters to this one flag only.
  const images = options.rmi ? await engine.listImages(imageReferences(project)) : target.observed.images;
  const plan = planDown(
    project,
    { ...target.observed, images },
    {
      services,
      volumes: options.volumes,
      removeOrphans: options.removeOrphans ?? isTrue(cli.environment.get('COMPOSE_REMOVE_ORPHANS')),
      timeoutSeconds: options.timeout,
      rmi: options.rmi,
    },
  );
  const everything = services.length === 0 && cli.globals.profile.length === 0;
  return { ...target, plan, applied: { kind: 'down', everything } };
}
