import { Command } from 'commander';
import { apply } from '../apply/apply.ts';
import type { Cli } from '../context/cli.ts';
import type { Planned } from '../context/planned.ts';
import { scaleOf } from '../flags/option-values.ts';
import { planForUp } from '../up/plan-for-up.ts';

export interface ScaleOptions {
  readonly deps: boolean;
}

export function scaleCommand(cli: Cli): Command {
  return defineScale(new Command('scale')).action(async (replicas: Replicas, options: ScaleOptions) => {
    cli.exitWith(await apply(cli, await planForScale(cli, replicas, options)));
  });
}

type Replicas = ReadonlyMap<string, number>;

export function defineScale(command: Command): Command {
  return command
    .description('Bring services to a number of replicas, started')
    .argument('<service=replicas...>', 'e.g. worker=3', scaleOf)
    .option('--no-deps', 'leave alone what they depend on');
}

/** The plan of `up --scale` for these services. Their dependencies have as many replicas as the files say. */
export async function planForScale(cli: Cli, replicas: Replicas, { deps }: ScaleOptions): Promise<Planned> {
  const planned = await planForUp(cli, [...replicas.keys()], {
    scale: replicas,
    removeOrphans: false,
    recreate: true,
    start: true,
    deps,
    color: true,
    logPrefix: true,
  });
  return { ...planned, plan: { ...planned.plan, verb: 'scale' } };
}
