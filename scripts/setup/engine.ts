import { hasBusyboxImage, loadBusyboxImage } from './busybox-image.ts';
import type { Host } from './engine-api.ts';
import { findEngine } from './find-engine.ts';
import { install, type Need } from './install-packages.ts';
import { startPrivateEngine } from './private-engine.ts';

/** An engine to work with, `busybox:latest` included. */
export type Engine = {
  readonly host: Host;
  /** Where published ports answer: a private engine has its own network, and so its own address. */
  readonly publishedHost: string;
  /** Whether we started it: it goes away with all that is in it. */
  readonly isPrivate: boolean;
  /** Takes a private engine away with all that is in it; leaves somebody else's alone. Also done at exit. */
  readonly stop: () => void;
};

/** The engine that is there, or else a private one; `needs` says what else has to be installed. */
export async function setUpEngine(needs: readonly Need[] = []): Promise<Engine> {
  const engine = (await existingEngine()) ?? (await privateEngine(needs));
  install(needs);
  if (!(await hasBusyboxImage(engine.host))) {
    install(['busybox']);
    await loadBusyboxImage(engine.host);
  }
  return engine;
}

/** The environment in which docker, docker-compose, gantry and the tests use this engine. */
export function environmentFor(engine: Engine): NodeJS.ProcessEnv {
  const { DOCKER_CONTEXT: _, ...env } = process.env; // it would contradict DOCKER_HOST
  return { ...env, DOCKER_HOST: engine.host, GANTRY_PUBLISHED_HOST: engine.publishedHost };
}

async function existingEngine(): Promise<Engine | undefined> {
  const host = await findEngine(process.env);
  if (!host) return undefined;
  console.error(`using the Docker engine at ${host}`);
  return { host, publishedHost: publishedHostOf(host), isPrivate: false, stop: () => {} };
}

function publishedHostOf(host: Host): string {
  const told = process.env.GANTRY_PUBLISHED_HOST;
  if (told) return told;
  return host.startsWith('tcp://') ? new URL(host).hostname : '127.0.0.1';
}

async function privateEngine(needs: readonly Need[]): Promise<Engine> {
  if (process.getuid?.() !== 0)
    throw new Error(
      'no Docker engine answers, and only root can start a private one: start Docker, or run as root',
    );
  install(['engine', 'busybox', ...needs]); // all in one go: apt is the slow part of a first run
  console.error('no Docker engine answers: starting a private one …');
  return { ...(await startPrivateEngine()), isPrivate: true };
}
