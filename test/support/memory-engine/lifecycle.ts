import { Refused } from './answer.ts';
import { beginProbes, endProbes } from './health.ts';
import { publish, unpublish } from './ports.ts';
import { run, signalNumber } from './programs.ts';
import type { Container, Endpoint, World } from './world.ts';

/** What happens to containers that are there. Each function answers as the call of that name. Errors: Refused. */

export function start(world: World, container: Container): 'started' | 'ran already' {
  if (container.state === 'paused')
    throw new Refused(409, 'cannot start a paused container, try unpause instead');
  if (container.state === 'running' || container.state === 'restarting') return 'ran already';
  begin(world, container);
  return 'started';
}

let lastPid = 1000;

function begin(world: World, container: Container): void {
  try {
    joinNetworks(world, container);
    publish(world, container);
  } catch (error) {
    leaveNetworks(world, container);
    container.exitCode = 128;
    container.error = error instanceof Error ? error.message : String(error);
    throw error;
  }
  container.isStopped = false;
  container.pid = ++lastPid;
  container.startedMs = Date.now();
  container.finishedMs = undefined;
  container.exitCode = 0;
  container.error = '';
  change(container, 'running');
  const program = run(argvOf(container), {
    write: (stream, text) => container.output.write(stream, text),
    ended: (code) => end(world, container, code),
    after: world.clock.after,
  });
  container.program = program;
  world.events.ofContainer(container, 'start');
  beginProbes(world, container);
}

/** The program has ended, by itself or because it was told to. */
function end(world: World, container: Container, exitCode: number): void {
  endProbes(container);
  unpublish(world, container);
  leaveNetworks(world, container);
  container.program = undefined;
  container.pid = 0;
  container.exitCode = exitCode;
  container.finishedMs = Date.now();
  container.output.end();
  const ranMs = Date.now() - (container.startedMs ?? 0);
  const again = !container.isStopped && isBegunAgain(container);
  change(container, again ? 'restarting' : 'exited');
  world.events.ofContainer(container, 'die', {
    execDuration: String(Math.floor(ranMs / 1000)),
    exitCode: String(exitCode),
  });
  if (again) world.clock.after(Math.min(100, world.patienceMs), () => beginAgain(world, container));
  else if (container.request.HostConfig?.AutoRemove) remove(world, container, true);
}

function isBegunAgain({ request, exitCode, restartCount }: Container): boolean {
  const { Name = 'no', MaximumRetryCount = 0 } = request.HostConfig?.RestartPolicy ?? {};
  if (Name === 'on-failure')
    return exitCode !== 0 && (MaximumRetryCount === 0 || restartCount < MaximumRetryCount);
  return Name === 'always' || Name === 'unless-stopped';
}

function beginAgain(world: World, container: Container): void {
  if (container.state !== 'restarting') return;
  container.restartCount++;
  try {
    begin(world, container);
  } catch {
    // Kept in its error.
    change(container, 'exited');
  }
}

/** Resolves when it has ended. */
export async function stop(
  world: World,
  container: Container,
  graceSeconds: number | undefined,
): Promise<'stopped' | 'had ended'> {
  if (container.state === 'restarting') {
    container.isStopped = true;
    change(container, 'exited');
    world.events.ofContainer(container, 'stop');
    return 'stopped';
  }
  if (container.state !== 'running' && container.state !== 'paused') return 'had ended';
  container.isStopped = true;
  const seconds = graceSeconds ?? container.request.StopTimeout ?? 10;
  signal(world, container, signalNumber(container.request.StopSignal ?? 'SIGTERM') ?? 15);
  if (container.program && seconds >= 0) {
    const kill = world.clock.after(seconds * 1000, () => signal(world, container, 9));
    await untilEnded(container);
    clearTimeout(kill);
  } else await untilEnded(container);
  world.events.ofContainer(container, 'stop');
  return 'stopped';
}

export function kill(world: World, container: Container, name: string): void {
  const number = signalNumber(name);
  if (number === undefined)
    throw new Refused(400, `cannot kill container: ${container.name}: invalid signal: ${name}`);
  if (container.state !== 'running' && container.state !== 'paused')
    throw new Refused(
      409,
      `cannot kill container: ${container.name}: container ${container.id} is not running`,
    );
  if (number === 9 || number === 15) container.isStopped = true;
  signal(world, container, number);
}

function signal(world: World, container: Container, number: number): void {
  world.events.ofContainer(container, 'kill', { signal: String(number) });
  container.program?.signal(number);
}

export async function restart(world: World, container: Container, grace: number | undefined): Promise<void> {
  await stop(world, container, grace);
  if (!world.containers.has(container.id)) throw new Refused(404, `No such container: ${container.id}`);
  begin(world, container);
  world.events.ofContainer(container, 'restart');
}

export function pause(world: World, container: Container): void {
  if (container.state === 'paused') throw new Refused(409, `Container ${container.id} is already paused`);
  if (container.state !== 'running') throw new Refused(409, `container ${container.id} is not running`);
  change(container, 'paused');
  world.events.ofContainer(container, 'pause');
}

export function unpause(world: World, container: Container): void {
  if (container.state !== 'paused') throw new Refused(500, `Container ${container.id} is not paused`);
  change(container, 'running');
  world.events.ofContainer(container, 'unpause');
}

/** With its anonymous volumes, if wanted. It has ended, or is killed. */
export function remove(world: World, container: Container, withVolumes: boolean): void {
  container.isStopped = true;
  const { HostConfig } = container.request;
  if (container.program) {
    signal(world, container, 9);
    // Gone with its end.
    if (HostConfig?.AutoRemove) return;
  }
  world.containers.delete(container.id);
  world.containerNames.delete(container.name);
  for (const mount of container.mounts) {
    const volume = mount.Name === undefined ? undefined : world.volumes.get(mount.Name);
    volume?.users.delete(container.id);
    if (volume && mount.isAnonymous && withVolumes && volume.users.size === 0) {
      world.volumes.delete(volume.name);
      world.events.of('volume', 'destroy', volume.name, { driver: volume.driver });
    }
  }
  change(container, 'removing');
  world.events.ofContainer(container, 'destroy');
}

/** Resolves with the next change of its state. */
export const nextChange = ({ waiters }: Container): Promise<void> =>
  new Promise((told) => {
    waiters.add(told);
  });

async function untilEnded(container: Container): Promise<void> {
  while (container.program) await nextChange(container);
}

function change(container: Container, state: Container['state']): void {
  container.state = state;
  const told = [...container.waiters];
  container.waiters.clear();
  for (const tell of told) tell();
}

function joinNetworks(world: World, container: Container): void {
  for (const [name, endpoint] of container.networks) join(world, container, name, endpoint);
}

/** Gives it an address. Error: Refused. */
export function join(world: World, container: Container, name: string, endpoint: Endpoint): void {
  const network =
    world.networks.get(endpoint.networkId) ??
    [...world.networks.values()].find((it) => it.request.Name === name);
  if (!network) throw new Refused(404, `network ${name} not found`);
  endpoint.networkId = network.id;
  const asked = endpoint.request.IPAMConfig?.IPv4Address;
  const host = asked === undefined ? network.nextHost++ : 0;
  endpoint.address =
    asked ?? (network.subnet === '' ? '' : `${network.subnet}.${Math.floor(host / 250)}.${(host % 250) + 2}`);
  network.running.set(container.id, container);
  world.events.of('network', 'connect', network.id, {
    container: container.id,
    name: network.request.Name,
    type: network.request.Driver ?? 'bridge',
  });
}

export function leave(world: World, container: Container, endpoint: Endpoint): void {
  const network = world.networks.get(endpoint.networkId);
  endpoint.address = '';
  if (!network?.running.delete(container.id)) return;
  world.events.of('network', 'disconnect', network.id, {
    container: container.id,
    name: network.request.Name,
    type: network.request.Driver ?? 'bridge',
  });
}

function leaveNetworks(world: World, container: Container): void {
  for (const endpoint of container.networks.values()) leave(world, container, endpoint);
}

export const entrypointOf = ({ request, image }: Container): readonly string[] =>
  request.Entrypoint ?? image.config.Entrypoint ?? [];

/** An entrypoint of the request makes the engine forget the command of the image. */
export const commandOf = ({ request, image }: Container): readonly string[] =>
  request.Cmd ?? (request.Entrypoint ? [] : image.config.Cmd);

export const argvOf = (container: Container): readonly string[] => [
  ...entrypointOf(container),
  ...commandOf(container),
];
