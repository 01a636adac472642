import type { Cli } from '../context/cli.ts';
import { scaleOf } from '../flags/option-values.ts';
import { planForUp } from '../up/plan-for-up.ts';
import { plannedCommand } from './planned-command.ts';

interface ScaleOptions {
  readonly deps: boolean;
}

export const scale = plannedCommand({
  name: 'scale',
  runsImages: true,
  locks: true,
  define: (command) =>
    command
      .description('Bring services to a number of replicas, started')
      .argument('<service=replicas...>', 'e.g. worker=3', scaleOf)
      .option('--no-deps', 'leave alone what they depend on'),
  /** The plan of `up --scale` for these services. Their dependencies have as many replicas as the files say. */
  async plan(cli: Cli, replicas: ReadonlyMap<string, number>, { deps }: ScaleOptions) {
    const planned = await planForUp(cli, [...replicas.keys()], {
      scale: replicas,
      obeysOnFailure: true,
      removeOrphans: false,
      recreate: true,
      start: true,
      deps,
      color: true,
      logPrefix: true,
    });
    return { ...planned, plan: { ...planned.plan, verb: 'scale' } };
  },
});
