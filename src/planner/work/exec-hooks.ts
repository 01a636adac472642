import type { ContainerRef } from '../../model/container-ref.ts';
import type { StepId } from '../../model/ids.ts';
import type { Cause, Guard } from '../../model/plan.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import type { PlanBuilder } from '../graph/plan-builder.ts';
import { type Hook, hooksOf } from '../request/hooks.ts';

export interface HookRequest {
  readonly ref: ContainerRef;
  readonly name: string;
  readonly cause: Cause;
  readonly after: readonly StepId[];
  readonly guard?: Guard | undefined;
  readonly unlessDeaf?: boolean | undefined;
  /** The container is removed if a hook fails. */
  readonly oldRuns?: boolean | undefined;
  /** Made for one command: it may have ended by now, and a failure is no more than a warning. */
  readonly isOneOff?: boolean;
}

/** Runs the hooks of one kind in a container, one after another. @returns the steps after which they are done. */
export function addExecHooks(
  plan: PlanBuilder,
  service: ServiceSpec | undefined,
  hook: 'post_start' | 'pre_stop',
  { ref, name, cause, after, guard, unlessDeaf, oldRuns = false, isOneOff = false }: HookRequest,
): readonly StepId[] {
  if (!service) return after;
  let last = after;
  for (const [index, spec] of hooksOf(service, hook).entries())
    last = [
      plan.add({
        operation: {
          kind: 'exec-hook',
          container: ref,
          name,
          service: service.name,
          hook,
          index,
          exec: execOf(spec, service),
          mayHaveEnded: hook === 'pre_stop' || isOneOff,
          ...(oldRuns ? { oldRuns } : {}),
        },
        cause,
        after: last,
        guard,
        unlessDeaf,
        optional: isOneOff,
      }),
    ];
  return last;
}

/** What a terminal shows is one stream: without one of its own, a hook in such a container would lose its errors. */
const execOf = ({ command, user, workingDir, privileged, environment }: Hook, { tty }: ServiceSpec) => ({
  Cmd: command,
  ...(environment.length > 0 ? { Env: environment } : {}),
  ...(user === undefined ? {} : { User: user }),
  ...(workingDir === undefined ? {} : { WorkingDir: workingDir }),
  ...(privileged ? { Privileged: true } : {}),
  ...(tty ? { Tty: true } : {}),
});
