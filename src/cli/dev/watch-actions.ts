import { UserError } from '../../diagnostics/user-error.ts';
import type { Engine } from '../../engine/port/engine.ts';
import type { Event } from '../../model/event.ts';
import { isExcused } from '../../model/outcome.ts';
import type { Project } from '../../model/project.ts';
import type { UpIntent } from '../../planner/snapshot/intent.ts';
import type { WatchActions } from '../../watch/run-job.ts';
import { apply } from '../apply/apply.ts';
import { replannable } from '../apply/replannable.ts';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';
import { appliedBy, type Planned } from '../context/planned.ts';
import { loadProjectFor } from '../files/load.ts';
import { lookForUp } from '../find/look-for-up.ts';

export interface ActionOptions {
  readonly services: readonly string[];
  /** Apply a change of the files without a request of the user. */
  readonly apply: boolean;
  readonly quietBuild: boolean;
  /** Remove what a rebuild replaced. */
  readonly prune: boolean;
  /** How the user requests it; for the text below a plan. Absent: by the command that the plan is of. */
  readonly applyHint?: string | undefined;
  /** Of the plans that are applied, without secrets, and what is said between them. */
  readonly onEvent: (event: Event) => void;
  /** The files were read again; called before anything of them is told. */
  readonly onProject: (project: Project) => void;
  readonly signal: AbortSignal;
}

type Failures = ReadonlyMap<string, string>;

/**
 * What the dev loop does by plans: rebuild, restart, and what a change of the Compose file asks for.
 *
 * @param cli writes above whatever is kept at the bottom of the terminal.
 */
export function watchActions(cli: Cli, engine: Engine, options: ActionOptions): WatchActions {
  const run = async (planned: Planned, services: readonly string[]): Promise<Failures> => {
    const failures = new Map<string, string>();
    const code = await apply(cli, planned, {
      signal: options.signal,
      mutes: options.quietBuild ? ['build-image'] : [],
      onEvent(event) {
        options.onEvent(event);
        noteFailure(event, services, failures);
      },
    });
    if (code === EXIT.failed && failures.size === 0)
      for (const service of services) failures.set(service, 'failed');
    return failures;
  };

  const say = async (type: 'notice' | 'warning', message: string): Promise<void> => {
    (await cli.renderer()).handle({ type, message });
    options.onEvent({ type, message });
  };

  return {
    async rebuild(written, services) {
      const { planPruning, planRebuild, rebuildIntent } = await import(
        '../../planner/commands/plan-watch.ts'
      );
      const intent = rebuildIntent(services);
      const planned = await replannable(cli, async (): Promise<Planned> => {
        const { context, project, observed, inspections } = await lookForUp(cli, engine, written, intent);
        const plan = planRebuild(context, inspections);
        return { engine, project, observed, plan, applied: { kind: 'up', services, hashes: context.hashes } };
      });
      const failures = await run(planned, services);
      if (failures.size === 0 && options.prune) {
        const { project, observed } = planned;
        // Not shown, as images in use stay.
        await apply(
          cli,
          { engine, project, observed, plan: planPruning(project) },
          { signal: options.signal, shows: () => undefined },
        );
      }
      return failures;
    },
    async restart(project, services) {
      const { observe } = await import('../../engine/observe/observe.ts');
      const { planRestart } = await import('../../planner/commands/plan-restart.ts');
      const { imagesOfHandovers } = await import('../../planner/ingress/wants-ingress.ts');
      const planned = await replannable(cli, async (): Promise<Planned> => {
        const observed = await observe(engine, project.name, imagesOfHandovers(project));
        return { engine, project, observed, plan: planRestart(project, observed, { services }) };
      });
      return run(planned, services);
    },
    async replan({ name }, requested) {
      const { planUp } = await import('../../planner/up/plan-up.ts');
      const written = await loadProjectFor(cli, { services: options.services });
      if (written.name !== name) {
        await say('warning', tellRenamed(name, written.name));
        return { failed: new Map() };
      }
      options.onProject(written);
      const intent: UpIntent = { services: options.services };
      const planned = await replannable(cli, async (): Promise<Planned> => {
        const { context, project, observed, inspections } = await lookForUp(cli, engine, written, intent);
        const plan = planUp(context, inspections);
        const typed = ['up', ...options.services];
        return { engine, project, observed, plan, typed, applied: appliedBy(context) };
      });
      const { project } = planned;
      if (planned.plan.steps.length === 0) await say('notice', 'the files were read again: nothing changes');
      else if (requested || options.apply)
        return { project, failed: await run(planned, [...project.services.keys()]) };
      else await say('notice', await showPending(cli, planned, options.applyHint));
      return { project, failed: new Map() };
    },
  };
}

const tellRenamed = (before: string, now: string): string =>
  `the files are of project "${now}" now; "${before}" is watched as it was; to watch the other one, end this and begin again`;

/** @returns how it is applied */
async function showPending(cli: Cli, planned: Planned, hint: string | undefined): Promise<string> {
  const { showPlan } = await import('../../ui/plan/show-plan.ts');
  const { typedCommand } = await import('../apply/typed-command.ts');
  const command = typedCommand(cli, planned);
  const text = showPlan(planned.plan, { colour: cli.errorColour, columns: cli.stderr.columns, command });
  cli.stderr.write(text);
  return `the files changed: ${hint ?? `\`${command}\` applies it`}`;
}

function noteFailure(event: Event, services: readonly string[], failures: Map<string, string>): void {
  if (event.type !== 'step-ended' || event.outcome.status !== 'failed') return;
  if (isExcused(event.step, event.outcome)) return;
  const { operation } = event.step;
  const service = 'service' in operation ? operation.service : undefined;
  const concerned = service !== undefined && services.includes(service) ? [service] : services;
  const { error } = event.outcome;
  const output = error instanceof UserError ? error.output : [];
  const why = [error.message, ...output.map((line) => `  ${line}`)].join('\n');
  for (const name of concerned) failures.set(name, why);
}
