import { commandHint, type Hint } from '../../diagnostics/hint.ts';
import type { Engine } from '../../engine/port/engine.ts';
import type { Refusal } from '../../engine/refusals/refusal.ts';
import { portPublished } from '../../engine/refusals/refused-containers.ts';
import { describeContainer } from '../../model/describe-container.ts';
import type { ReportedFailure } from '../../model/failure.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { Operation } from '../../model/operation.ts';
import { refusalOf } from './refusal-of.ts';

/** Says which containers keep a network or volume from being removed, or have a port: the engine has their ids, or not even these. */
export async function nameHolders(
  failure: ReportedFailure,
  operation: Operation,
  engine: Engine,
): Promise<ReportedFailure> {
  const refusal = refusalOf(failure);
  if (refusal?.kind === 'port-published') return namePortHolder(failure, refusal, engine);
  const holds = holding(operation);
  if (!holds) return failure;
  const everywhere = await engine.listContainers([]).catch(() => []);
  const names = everywhere
    .filter(holds)
    .map(({ name }) => name)
    .sort();
  const [first] = names;
  if (first === undefined) return failure;
  const { engineSays: _, ...rest } = failure;
  const remove = commandHint('docker', 'rm', '-f', ...names);
  const isNetwork = operation.kind === 'remove-network';
  const plural = names.length === 1 ? '' : 's';
  return {
    ...rest,
    message: `it is still in use by container${plural} ${names.join(', ')}`,
    hint: isNetwork
      ? [
          commandHint('docker', 'network', 'disconnect', operation.name, first),
          `, or remove the container${plural}: `,
          remove,
        ]
      : [`remove the container${plural}, if ${names.length === 1 ? 'it' : 'they'} can go: `, remove],
  };
}

async function namePortHolder(
  failure: ReportedFailure,
  refusal: PortPublished,
  engine: Engine,
): Promise<ReportedFailure> {
  return { ...failure, ...(await portHolder(engine, refusal)) };
}

type PortPublished = Extract<Refusal, { kind: 'port-published' }>;

/** Who has the port that the engine refused to publish once more. @returns undefined: nobody has it any more. */
export async function portHolder(
  engine: Engine,
  { port, host }: PortPublished,
): Promise<{ readonly message: string; readonly hint: Hint } | undefined> {
  const everywhere = await engine.listContainers([]).catch(() => []);
  const holder = everywhere.find(
    ({ state, ports }) => state !== 'exited' && ports.some(({ published }) => published === Number(port)),
  );
  return (
    holder && {
      message: portPublished(port, host, describeContainer(holder)),
      hint: ['publish another port, or stop that container: ', commandHint('docker', 'stop', holder.name)],
    }
  );
}

function holding(operation: Operation): ((container: ObservedContainer) => boolean) | undefined {
  if (operation.kind === 'remove-network') return ({ networks }) => networks.has(operation.name);
  if (operation.kind === 'remove-volume')
    return ({ mounts }) => mounts.some(({ name }) => name === operation.name);
  return undefined;
}
