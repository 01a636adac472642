import { isDeepStrictEqual } from 'node:util';
import { UserError } from '../../diagnostics/user-error.ts';
import type { Engine } from '../../engine/port/engine.ts';
import type { Swarm } from '../../engine/port/swarm.ts';
import { EngineError } from '../../engine/refusals/engine-error.ts';
import type { NetworkRequest } from '../../model/container-request.ts';
import type { OperationOf } from '../../model/operation.ts';
import type { PinnedImage } from '../../model/swarm-image.ts';
import { isPartOf } from './is-part-of.ts';
import { isUncertain, withLeader } from './leader.ts';
import { requestWithImage, specWithImage } from './tell-image.ts';

/** A swarm that loses its leader again and again has another problem than that. */
const TRIES = 3;

/**
 * Makes a change whose answer may be lost with the leader: whether it was made is looked at before it is made again.
 *
 * @param isDone asked when nobody knows. Absent: the change may be made twice.
 * Error: EngineError.
 */
async function change<Made>(
  swarm: Swarm,
  make: () => Promise<Made>,
  isDone: () => Promise<Made | undefined> = () => swarm.nodes().then(() => undefined),
): Promise<Made> {
  for (let tried = 1; ; tried++)
    try {
      return await make();
    } catch (error) {
      if (tried === TRIES || !isUncertain(error)) throw error;
      const made = await withLeader(isDone);
      if (made !== undefined) return made;
    }
}

/** @param told the image that a step before has told @returns the engine's warnings */
export async function createSwarmService(
  { request, image }: OperationOf<'create-swarm-service'>,
  engine: Engine,
  told: PinnedImage | undefined,
): Promise<readonly string[]> {
  const swarm = await engine.swarm();
  const whole = image && told ? requestWithImage(request, image, told) : request;
  return change(
    swarm,
    () => swarm.createService(whole),
    async () => {
      const now = await swarm.service(request.Name);
      return now && isPartOf(JSON.parse(JSON.stringify(whole)), now.spec) ? [] : undefined;
    },
  );
}

/**
 * The version moves with the state of an update, too, so the newest one is asked for. Error: UserError `plan-outdated` when somebody has
 * changed the service since the plan was made.
 */
export async function updateSwarmService(
  { id, name, spec, had, image, goesBack }: OperationOf<'update-swarm-service'>,
  engine: Engine,
  told: PinnedImage | undefined,
): Promise<readonly string[]> {
  const swarm = await engine.swarm();
  const whole = image && told ? specWithImage(spec, image, told) : spec;
  let isUnanswered = false;
  for (let tried = 1; ; tried++) {
    const now = await withLeader(() => swarm.service(id));
    const isAsBefore = now !== undefined && isDeepStrictEqual(now.spec, had);
    // What only takes settings away is a part of what was there before, too.
    if (isUnanswered && now && !isAsBefore && isPartOf(whole, now.spec)) return [];
    if (!isAsBefore)
      throw new UserError('plan-outdated', `somebody has changed service ${name} meanwhile`, {
        hint: 'run the command again: it plans with what is there now',
      });
    // What the swarm keeps may have changed with the service, and back: then it is another one that it would go back to.
    if (goesBack && !isDeepStrictEqual(now.previousSpec, spec))
      throw new UserError('plan-outdated', `service ${name} would go back to something else by now`, {
        hint: 'run the command again: it plans with what is there now',
      });
    try {
      return await (goesBack
        ? swarm.rollBackService(id, now.version, now.spec)
        : swarm.updateService(id, now.version, whole));
    } catch (error) {
      if (tried === TRIES || !(isUncertain(error) || isOutOfSequence(error))) throw error;
      isUnanswered ||= isUncertain(error);
    }
  }
}

/** The version has moved between the look and the update: with the state of an update, or because somebody has changed the service. */
const isOutOfSequence = (error: unknown): boolean =>
  error instanceof EngineError && error.code === 'plan-outdated';

export async function removeSwarmService(
  { id }: OperationOf<'remove-swarm-service'>,
  engine: Engine,
): Promise<void> {
  const swarm = await engine.swarm();
  await change(swarm, () => swarm.removeService(id));
}

/** A second one of the same name is none. */
export async function createSwarmFile(
  { file }: OperationOf<'create-swarm-file'>,
  engine: Engine,
): Promise<void> {
  const swarm = await engine.swarm();
  await change(swarm, () => swarm.createFile(file));
}

export async function removeSwarmFile(
  { what, id }: OperationOf<'remove-swarm-file'>,
  engine: Engine,
): Promise<void> {
  const swarm = await engine.swarm();
  await change(swarm, () => swarm.removeFile(what, id));
}

/** A second one of the same name is none. */
export async function createSwarmNetwork(request: NetworkRequest, engine: Engine): Promise<void> {
  await change(await engine.swarm(), () => engine.createNetwork(request));
}

export async function removeSwarmNetwork(
  { id }: OperationOf<'remove-swarm-network'>,
  engine: Engine,
): Promise<void> {
  await change(await engine.swarm(), () => engine.removeNetwork(id));
}

/** Error: UserError `plan-outdated` when somebody has changed its availability since the plan was made. */
export async function updateSwarmNode(
  { id, name, availability, had }: OperationOf<'update-swarm-node'>,
  engine: Engine,
): Promise<void> {
  const swarm = await engine.swarm();
  const now = (await withLeader(() => swarm.nodes())).find((node) => node.id === id);
  if (now?.availability === availability) return;
  if (now?.availability !== had)
    throw new UserError('plan-outdated', `somebody has changed node ${name} meanwhile`, {
      hint: 'run the command again: it plans with what is there now',
    });
  await change(
    swarm,
    async () => {
      await swarm.updateNode(id, now.version, { ...now.spec, Availability: availability });
      return true;
    },
    async () =>
      (await swarm.nodes()).some((node) => node.id === id && node.availability === availability) || undefined,
  );
}
