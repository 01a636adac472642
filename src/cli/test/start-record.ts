import type { UserError } from '../../diagnostics/user-error.ts';
import type { StartedService, StartProblem } from '../../junit/environment-report.ts';
import type { Event } from '../../model/event.ts';
import type { Operation, OperationKind } from '../../model/operation.ts';
import { WaitError } from '../../model/wait-error.ts';

const COUNTS: ReadonlySet<OperationKind> = new Set(['start-container', 'wait-for']);

/** What is seen of plans while they start an environment: when each service was ready, and what went wrong. */
export class StartRecord {
  readonly #now: () => number;
  readonly #startedAt: number;
  readonly #readyAt = new Map<string, number>();
  readonly #problems = new Map<string, StartProblem>();

  constructor(now: () => number) {
    this.#now = now;
    this.#startedAt = now();
  }

  note(event: Event): void {
    if (event.type !== 'step-ended') return;
    const { outcome, step } = event;
    const service = serviceOf(step.operation);
    if (service === undefined) return;
    if (outcome.status === 'failed' && step.optional !== true)
      this.fail(service, problemOf(step.operation, outcome.error));
    else if (outcome.status === 'done' && COUNTS.has(step.operation.kind))
      this.#readyAt.set(service, this.#now());
  }

  /** The first problem of a service is the one that is told. */
  fail(service: string, problem: StartProblem): void {
    if (!this.#problems.has(service)) this.#problems.set(service, problem);
  }

  /** What stood in the way of a plan. */
  refuse(problems: readonly UserError[]): void {
    for (const { about, message } of problems) {
      const [kind, service] = about?.of ?? [];
      this.fail(kind === 'services' && service !== undefined ? service : '', { type: 'failed', message });
    }
  }

  /** Time was over, or the user interrupted, before these were ready. */
  stop(services: readonly string[], type: 'timeout' | 'interrupted'): void {
    const message =
      type === 'timeout' ? 'the time was over before it was ready' : 'interrupted before it was ready';
    for (const service of services) if (!this.#readyAt.has(service)) this.fail(service, { type, message });
  }

  /** @param services those that were to start, in the order in which they are told */
  started(services: readonly string[]): readonly StartedService[] {
    const others = [...this.#problems.keys()].filter((service) => !services.includes(service));
    return [...services, ...others].flatMap((service): readonly StartedService[] => {
      const readyAt = this.#readyAt.get(service);
      const problem = this.#problems.get(service);
      if (readyAt === undefined && !problem) return [];
      const isReady = readyAt !== undefined && !problem;
      const seconds = isReady ? (readyAt - this.#startedAt) / 1000 : undefined;
      return [{ service, seconds, problem }];
    });
  }
}

function serviceOf(operation: Operation): string | undefined {
  if ('service' in operation && typeof operation.service === 'string') return operation.service;
  return 'services' in operation && Array.isArray(operation.services) ? operation.services[0] : undefined;
}

function problemOf({ kind }: Operation, error: Error): StartProblem {
  if (error instanceof WaitError) {
    const { reason, lastLines } = error.report;
    const type = reason === 'unhealthy' || reason === 'exited' || reason === 'timeout' ? reason : 'failed';
    return { type, message: error.message, ...(lastLines && { lines: lastLines }) };
  }
  return { type: kind === 'build-image' ? 'build-failed' : 'failed', message: error.message };
}
