import { setTimeout as sleep } from 'node:timers/promises';
import type { Engine } from '../../engine/port/engine.ts';
import type { ContainerId } from '../../model/ids.ts';
import type { ContainerDetails } from '../../model/observed.ts';

/** The exit code of a process that SIGKILL ended. */
const KILLED = 137;
/** How late a busy engine may be. */
const LATE_MS = 2000;
/** The same for a container without a limit, which only a lack on the whole machine can kill. */
const LATE_WITHOUT_LIMIT_MS = 500;
const PAUSE_MS = 50;

/**
 * Inspects a container that may have ended.
 *
 * An engine hears of the end of a process and of a lack of memory from two sources, in any order, and a state that it has
 * already shown as ended may still get `OOMKilled`. The state of a killed container is read again until it names memory, the
 * container runs again, or the time is over.
 *
 * Error: EngineError when there is no such container, or the engine went away.
 */
export async function inspectEnded(engine: Engine, id: ContainerId): Promise<ContainerDetails> {
  const details = await engine.inspectContainer(id);
  if (details.state === 'running' || details.exitCode !== KILLED || details.oomKilled) return details;
  const limited = (details.settings.HostConfig.Memory ?? 0) > 0;
  const deadline = performance.now() + (limited ? LATE_MS : LATE_WITHOUT_LIMIT_MS);
  while (performance.now() < deadline) {
    await sleep(PAUSE_MS);
    const later = await engine.inspectContainer(id).catch(() => undefined);
    if (later?.startedAt !== details.startedAt) break;
    if (later.oomKilled) return later;
  }
  return details;
}
