import type { Project } from '../../model/project.ts';
import { EXIT } from '../context/exit-codes.ts';
import type { UpOptions } from './up-options.ts';

/** The end of a container that its restart policy does not start again. */
export interface Exit {
  readonly service: string;
  readonly code: number;
}

/** Which end of a container ends attached `up`; undefined: none does, only when all have ended. */
export type AbortPolicy = 'exit' | 'failure' | undefined;

/** `--exit-code-from` waits for an end, so it means `--abort-on-container-exit` unless only failures are asked for. */
export function abortPolicy(options: UpOptions): AbortPolicy {
  if (options.abortOnContainerFailure) return 'failure';
  return options.abortOnContainerExit || options.exitCodeFrom !== undefined ? 'exit' : undefined;
}

/** Ending well is what a one-shot is there for: its dependents would never start if that ended everything. */
export function aborts(policy: AbortPolicy, { service, code }: Exit, oneShots: ReadonlySet<string>): boolean {
  if (policy === undefined) return false;
  return code !== 0 || (policy === 'exit' && !oneShots.has(service));
}

/** The services that others wait for to complete. */
export function oneShotsOf({ services }: Project): ReadonlySet<string> {
  const awaited = [...services.values()].flatMap(({ dependsOn }) =>
    [...dependsOn].filter(([, { condition }]) => condition === 'service_completed_successfully'),
  );
  return new Set(awaited.map(([name]) => name));
}

/** What `up` ends with: the code of the service that was asked for, else of the end that decided. */
export function abortedExitCode(
  exits: readonly Exit[],
  decisive: Exit | undefined,
  from: string | undefined,
): number {
  const exit = from === undefined ? decisive : exits.find(({ service }) => service === from);
  return exit?.code ?? EXIT.ok;
}
