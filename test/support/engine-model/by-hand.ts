import fc from 'fast-check';
import type { ContainerId } from '../../../src/model/ids.ts';
import { LABEL } from '../../../src/model/labels.ts';
import * as engine from './engine-calls.ts';
import { type Container, copyOf, networkNamed, Refusal, sorted, type World } from './objects.ts';

/** What somebody does to a project without its files, in the words of the command `docker`. */
export type ByHand =
  | { readonly does: 'stop' | 'kill' | 'start' | 'restart' | 'pause' | 'rm'; readonly container: string }
  | { readonly does: 'rename'; readonly container: string; readonly to: string }
  | { readonly does: 'update'; readonly container: string; readonly memoryMiB: number }
  | { readonly does: 'connect' | 'disconnect'; readonly container: string; readonly network: string }
  | { readonly does: 'network rm'; readonly network: string }
  | { readonly does: 'volume rm'; readonly volume: string };

const WHAT = [
  'stop',
  'kill',
  'start',
  'restart',
  'pause',
  'rm',
  'rename',
  'update',
  'connect',
  'disconnect',
] as const;

/** Something done by hand, as numbers that choose among what there is. */
export const someHand = fc.record({
  does: fc.constantFrom(...WHAT, 'network rm', 'volume rm'),
  which: fc.nat(20),
  other: fc.nat(20),
});

type Numbers = typeof someHand extends fc.Arbitrary<infer Value> ? Value : never;

/** What is meant in this world; undefined: there is nothing of the kind. */
export function meant(world: World, project: string, { does, which, other }: Numbers): ByHand | undefined {
  const networks = [...world.networks.values()].map(({ name }) => name).sort();
  const network = networks[other % Math.max(1, networks.length)] ?? 'bridge';
  // What others own stays.
  if (does === 'network rm') {
    const isOwn = networkNamed(world, network)?.labels[LABEL.project] === project;
    return isOwn ? { does, network } : undefined;
  }
  if (does === 'volume rm') {
    const own = [...world.volumes.values()].filter(({ labels }) => labels[LABEL.project] === project);
    const volume = own.map(({ name }) => name).sort()[which % Math.max(1, own.length)];
    return volume === undefined ? undefined : { does, volume };
  }
  const own = sorted(world).filter(({ request }) => request.Labels[LABEL.project] === project);
  const container = own[which % Math.max(1, own.length)];
  if (!container) return undefined;
  const { name } = container;
  switch (does) {
    case 'rename':
      return { does, container: name, to: `renamed-${other}` };
    case 'update':
      return { does, container: name, memoryMiB: 16 + other };
    case 'connect':
      return sharesNetwork(container) ? undefined : { does, container: name, network };
    case 'disconnect': {
      const on = [...container.networks.keys()].sort();
      const left = on[other % Math.max(1, on.length)];
      return left === undefined ? undefined : { does, container: name, network: left };
    }
    default:
      return { does, container: name };
  }
}

/** In somebody else's network, or in none: an engine connects neither. */
const sharesNetwork = ({ request }: Container): boolean =>
  /^(?:container:|none$|host$)/.test(request.HostConfig.NetworkMode ?? '');

/** The world after it. What the engine refuses changes nothing. */
export function byHand(before: World, hand: ByHand): World {
  const world = copyOf(before);
  try {
    act(world, hand);
    return world;
  } catch (error) {
    if (error instanceof Refusal) return before;
    throw error;
  }
}

function act(world: World, hand: ByHand): void {
  if (hand.does === 'network rm') engine.removeNetwork(world, hand.network);
  else if (hand.does === 'volume rm') engine.removeVolume(world, hand.volume);
  else actOn(world, engine.named(world, hand.container).id, hand);
}

function actOn(
  world: World,
  id: ContainerId,
  hand: Exclude<ByHand, { does: 'network rm' | 'volume rm' }>,
): void {
  if (hand.does === 'rename') engine.rename(world, id, hand.to);
  else if (hand.does === 'connect') engine.connect(world, id, hand.network, {});
  else if (hand.does === 'disconnect') engine.disconnect(world, id, hand.network);
  else if (hand.does === 'rm') engine.remove(world, id, true);
  else if (hand.does === 'update') {
    const bytes = hand.memoryMiB * 2 ** 20;
    engine.update(world, id, { Memory: bytes, MemorySwap: bytes * 2 });
  } else PLAIN[hand.does](world, id);
}

const { stop, kill, start, restart, pause } = engine;
const PLAIN = { stop, kill, start, restart, pause };

/** The words behind `docker`. */
export function commandOf(hand: ByHand): readonly string[] {
  switch (hand.does) {
    case 'network rm':
      return ['network', 'rm', hand.network];
    case 'volume rm':
      return ['volume', 'rm', hand.volume];
    case 'connect':
    case 'disconnect':
      return ['network', hand.does, hand.network, hand.container];
    case 'rename':
      return ['rename', hand.container, hand.to];
    case 'update': {
      const limits = [`--memory=${hand.memoryMiB}m`, `--memory-swap=${hand.memoryMiB * 2}m`];
      return ['update', ...limits, hand.container];
    }
    case 'rm':
      return ['rm', '--force', '--volumes', hand.container];
    case 'stop':
      return ['stop', '--time', '0', hand.container];
    case 'restart':
      return ['restart', '--time', '0', hand.container];
    default:
      return [hand.does, hand.container];
  }
}
