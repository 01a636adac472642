import { run } from './programs.ts';
import type { Container, Health, World } from './world.ts';

/** An engine keeps so many answers of probes. */
const KEPT = 5;
const RETRIES = 3;

/** An engine waits for the interval first; here nobody waits longer than the patience of the world. */
export function beginProbes(world: World, container: Container): void {
  const check = container.request.Healthcheck;
  const kind = check?.Test?.[0];
  if (!check || kind === undefined || kind === 'NONE') return;
  const health: Health = { status: 'starting', failingStreak: 0, log: [], timer: undefined };
  container.health = health;
  const pauseMs = Math.min(world.patienceMs, (check.Interval || 30e9) / 1e6);
  const argv = kind === 'CMD-SHELL' ? ['/bin/sh', '-c', check.Test?.[1] ?? ''] : (check.Test ?? []).slice(1);
  const probe = (): void => {
    const startMs = Date.now();
    let output = '';
    run(argv, {
      write: (_stream, text) => {
        output += text;
      },
      after: world.clock.after,
      ended: (exitCode) => {
        if (container.health !== health || !container.program) return;
        health.log.push({ startMs, exitCode, output });
        if (health.log.length > KEPT) health.log.shift();
        judge(world, container, health, exitCode, check.Retries || RETRIES);
        // One that is well stays well: nobody has to wake up for thousands of them.
        if (health.status !== 'healthy') health.timer = world.clock.after(pauseMs, probe);
      },
    });
  };
  health.timer = world.clock.after(pauseMs, probe);
}

function judge(world: World, container: Container, health: Health, exitCode: number, retries: number): void {
  const before = health.status;
  health.failingStreak = exitCode === 0 ? 0 : health.failingStreak + 1;
  if (exitCode === 0) health.status = 'healthy';
  else if (health.failingStreak >= retries) health.status = 'unhealthy';
  if (health.status !== before) world.events.ofContainer(container, `health_status: ${health.status}`);
}

/** One that does not run is not well. */
export function endProbes({ health }: Container): void {
  if (!health) return;
  clearTimeout(health.timer);
  health.status = 'unhealthy';
}
