import { Command } from 'commander';
import type { Cli } from '../context/cli.ts';
import { RUNS_A_PROGRAM } from '../context/command-names.ts';
import type { Planned } from '../context/planned.ts';
import { takeGoFlags } from '../flags/go-flags.ts';

export function applyCommand(cli: Cli): Command {
  return new Command('apply')
    .description(
      'Run a plan that `gantry plan -o FILE` saved: exactly that, or nothing when the files or the engine have changed since',
    )
    .argument('<file>', 'the saved plan')
    .action(async (path: string) => {
      const { checkUnmoved, readSavedPlan } = await import('../apply/saved-plan.ts');
      const { planCommand } = await import('./plan.ts');
      const { apply } = await import('../apply/apply.ts');
      const saved = readSavedPlan(path);
      // The files are looked for where they were then; how progress is shown is a matter of now.
      const { dryRun, progress, ansi, parallel } = cli.globals;
      const globals = {
        ...saved.globals,
        ...(dryRun !== undefined && { dryRun }),
        ...(progress !== undefined && { progress }),
        ...(ansi !== undefined && { ansi }),
        ...(parallel !== undefined && { parallel }),
      };
      const then: Cli = { ...cli, cwd: saved.cwd, globals, words: saved.words };
      const planner = planCommand(then, async (planning) => {
        const planned = await planning;
        checkUnmoved(saved, planned, then.environment);
        const replan = async (): Promise<Planned> => {
          const again = (await planned.replan?.()) ?? planned;
          checkUnmoved(saved, again, then.environment);
          return again;
        };
        cli.exitWith(await apply(then, { ...planned, replan }, { leavesRunning: true }));
      });
      for (const inner of planner.commands) takeGoFlags(inner, !RUNS_A_PROGRAM.includes(inner.name()));
      await planner.exitOverride().parseAsync([...saved.words], { from: 'user' });
    });
}
