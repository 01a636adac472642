import type { ContainerRef } from '../../model/container-ref.ts';
import { isAlive } from '../../model/container-state.ts';
import { LABEL } from '../../model/labels.ts';
import type { Observed, ObservedContainer } from '../../model/observed.ts';
import type { Operation } from '../../model/operation.ts';
import type { Outcome } from '../../model/outcome.ts';
import type { Plan } from '../../model/plan.ts';
import type { RecordedContainer } from '../../model/release.ts';
import { readTemporaryName } from '../../model/temporary-name.ts';
import { anonymousVolumes } from '../../planner/snapshot/own-containers.ts';

/** What is the engine's: enough to tell two containers apart. */
const DIGITS = 12;

/** The containers of services, without one-offs, ingresses and those of hooks. */
export const recordedContainers = ({
  containers,
}: Pick<Observed, 'containers'>): readonly RecordedContainer[] => finished(containers.flatMap(recorded));

/** Without those that were to replace another one which is there still: they are no further containers of their service. */
function finished(all: readonly RecordedContainer[]): readonly RecordedContainer[] {
  const ids = new Set(all.map(({ id }) => id));
  return all
    .flatMap((container) => {
      const temporary = readTemporaryName(container.name);
      if (!temporary) return [container];
      return ids.has(temporary.replaces) ? [] : [{ ...container, name: temporary.name }];
    })
    .sort(byName);
}

function recorded(container: ObservedContainer): readonly RecordedContainer[] {
  const { id, name, labels, state } = container;
  const { [LABEL.service]: service, [LABEL.configHash]: hash } = labels;
  if (
    service === undefined ||
    labels[LABEL.oneOff] === 'True' ||
    LABEL.hook in labels ||
    LABEL.ingress in labels
  )
    return [];
  const anonymous = anonymousVolumes(container);
  return [
    {
      id: id.slice(0, DIGITS),
      name,
      service,
      isRunning: isAlive({ state }),
      ...(state === 'paused' && { isPaused: true }),
      ...(Object.keys(anonymous).length > 0 && { anonymous }),
      ...(state === 'exited' && hash !== undefined && { hash: hash.slice(0, DIGITS) }),
    },
  ];
}

const byName = (a: RecordedContainer, b: RecordedContainer): number => (a.name < b.name ? -1 : 1);

/** The same when the plan has run, as its steps tell: nobody asks the engine once more. */
export function containersAfter(
  plan: Plan,
  observed: Pick<Observed, 'containers'>,
  outcomes: readonly Outcome[],
): readonly RecordedContainer[] {
  const there = new Map(observed.containers.flatMap(recorded).map((container) => [container.id, container]));
  const made = new Map(
    outcomes.flatMap((outcome) =>
      outcome.status === 'done' && outcome.made.kind === 'container'
        ? [[outcome.step, outcome.made.id.slice(0, DIGITS)] as const]
        : [],
    ),
  );
  const done = new Set(outcomes.flatMap(({ status, step }) => (status === 'done' ? [step] : [])));
  const idOf = (ref: ContainerRef): string => {
    if ('id' in ref) return ref.id.slice(0, DIGITS);
    return made.get(ref.createdBy) ?? ref.otherwise?.slice(0, DIGITS) ?? '';
  };
  for (const { id, operation } of plan.steps) {
    if (!done.has(id)) continue;
    if (operation.kind === 'create-container') {
      const { name, service, request } = operation;
      const container = made.get(id);
      const isOfService = request.Labels[LABEL.oneOff] !== 'True' && !(LABEL.ingress in request.Labels);
      if (container !== undefined && isOfService)
        there.set(container, { id: container, name, service, isRunning: false });
    } else change(there, operation, idOf);
  }
  return finished([...there.values()]);
}

function change(
  there: Map<string, RecordedContainer>,
  operation: Operation,
  idOf: (ref: ContainerRef) => string,
): void {
  if (!('container' in operation) || operation.container === undefined) return;
  const { container } = operation;
  const id = typeof container === 'string' ? container.slice(0, DIGITS) : idOf(container);
  const known = there.get(id);
  if (!known) return;
  const { isPaused: _isPaused, ...going } = known;
  switch (operation.kind) {
    case 'remove-container':
      there.delete(id);
      return;
    case 'rename-container':
      there.set(id, { ...known, name: operation.name });
      return;
    case 'start-container':
    case 'restart-container':
      there.set(id, { ...going, isRunning: true });
      return;
    case 'pause-container':
      there.set(id, { ...known, isPaused: true });
      return;
    case 'unpause-container':
      there.set(id, going);
      return;
    case 'stop-container':
    case 'kill-container':
      there.set(id, { ...going, isRunning: false });
  }
}
