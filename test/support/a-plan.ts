import { containerId, imageId, type StepId, stepId } from '../../src/model/ids.ts';
import type { Operation, OperationOf } from '../../src/model/operation.ts';
import type { Plan, Step } from '../../src/model/plan.ts';

type NewStep =
  | Operation
  | (Partial<Omit<Step, 'id' | 'after'>> & { operation: Operation; after?: readonly number[] });

/** A plan of these steps, numbered from 1 in the order given. */
export function aPlan(steps: readonly NewStep[], plan: Partial<Plan> = {}): Plan {
  return {
    verb: 'up',
    project: 'p',
    unchanged: [],
    warnings: [],
    ...plan,
    steps: steps.map((given, index) => {
      const { after = [], ...step } = 'operation' in given ? given : { operation: given };
      return { id: stepId(index + 1), cause: { kind: 'missing' }, ...step, after: after.map(stepId) };
    }),
  };
}

/** The same, which also starts the containers that it creates. */
export function aStartingPlan(steps: readonly NewStep[], plan: Partial<Plan> = {}): Plan {
  const starts = steps.flatMap((given, index): readonly NewStep[] => {
    const operation = 'operation' in given ? given.operation : given;
    return operation.kind === 'create-container' ? [startContainer(operation.service, index + 1)] : [];
  });
  return aPlan([...steps, ...starts], plan);
}

export function createContainer(
  service: string,
  more: Partial<OperationOf<'create-container'>> = {},
): OperationOf<'create-container'> {
  return {
    kind: 'create-container',
    service,
    replica: 1,
    name: `p-${service}-1`,
    request: { Image: 'app', Labels: {}, HostConfig: {}, NetworkingConfig: { EndpointsConfig: {} } },
    image: { id: imageId('sha256:app') },
    references: [],
    ...more,
  };
}

/** Of a container that step `createdBy` makes, or of one that is there already. */
export function startContainer(service: string, createdBy?: number): OperationOf<'start-container'> {
  const container = createdBy === undefined ? { id: containerId(service) } : { createdBy: stepId(createdBy) };
  return { kind: 'start-container', container, name: `p-${service}-1`, service };
}

export function stopContainer(service: string, graceSeconds?: number): OperationOf<'stop-container'> {
  const grace = graceSeconds === undefined ? {} : { graceSeconds };
  return {
    kind: 'stop-container',
    container: { id: containerId(service) },
    name: `p-${service}-1`,
    service,
    ...grace,
  };
}

export function removeContainer(service: string): OperationOf<'remove-container'> {
  return {
    kind: 'remove-container',
    container: { id: containerId(service) },
    name: `p-${service}-1`,
    withVolumes: false,
  };
}

/** Of containers that are there already, each with its name as its id. */
export function waitFor(
  service: string,
  condition: OperationOf<'wait-for'>['condition'],
  more: Partial<OperationOf<'wait-for'>> = {},
): OperationOf<'wait-for'> {
  const containers = [{ ref: { id: containerId(service) }, name: `p-${service}-1` }];
  return { kind: 'wait-for', service, condition, containers, ...more };
}

export const createNetwork = (name: string): OperationOf<'create-network'> => ({
  kind: 'create-network',
  key: name,
  request: { Name: `p_${name}`, Labels: {} },
});

export const step = (position: number): StepId => stepId(position);
