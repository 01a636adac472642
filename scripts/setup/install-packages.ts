import { accessSync, constants, existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { busybox } from './busybox-image.ts';
import { type Ran, tryRun } from './run.ts';
import { onExit } from './signals.ts';
import { isStaticProgram } from './static-program.ts';

/** What we need from the machine, by what it is for. */
export type Need = keyof typeof needs;

type Package = { readonly name: string; readonly present: () => boolean };

// By command, not by package: an engine that is not Debian's does as well, and must not be replaced.
const needs = {
  /** Runs a private engine. */
  engine: [
    { name: 'docker.io', present: () => hasCommand('dockerd') },
    { name: 'iproute2', present: () => hasCommand('ip') },
    { name: 'iptables', present: () => hasCommand('iptables') },
    { name: 'tini', present: () => hasCommand('tini') },
  ],
  /** What images are made of. */
  busybox: [{ name: 'busybox-static', present: () => isExecutable(busybox) && isStaticProgram(busybox) }],
  /** The tool that tests and benchmarks compare gantry with. */
  peers: [
    { name: 'docker-cli', present: () => hasCommand('docker') },
    { name: 'docker-buildx', present: hasBuildx },
    { name: 'docker-compose', present: () => hasCommand('docker-compose') },
  ],
  /** A registry to push to and pull from, for tests. */
  registry: [{ name: 'docker-registry', present: () => hasCommand('docker-registry') }],
  /** Makes the image of real services. */
  services: [{ name: 'mmdebstrap', present: () => hasCommand('mmdebstrap') }],
  /** Sends requests, as fast as they are answered. */
  requests: [{ name: 'wrk', present: () => hasCommand('wrk') }],
  /** What connections to other machines are tested with, on this one. */
  remote: [
    { name: 'openssh-server', present: () => hasCommand('sshd') },
    { name: 'openssh-client', present: () => hasCommand('ssh') },
    { name: 'openssl', present: () => hasCommand('openssl') },
  ],
  /** What the page is tested in. */
  browser: [{ name: 'chromium', present: () => hasCommand('chromium') }],
  /** What completion is tested with. */
  shells: [
    { name: 'zsh', present: () => hasCommand('zsh') },
    { name: 'fish', present: () => hasCommand('fish') },
  ],
} satisfies Record<string, readonly Package[]>;

/** Installs what is missing, and nothing when all is there. */
export function install(wanted: readonly Need[]): void {
  const missing = missingPackages(wanted);
  if (missing.length === 0) return;
  const byHand = `install by hand: ${missing.join(' ')}`;
  if (!hasCommand('apt-get'))
    throw new Error(`this machine has no apt-get; ${byHand} (Debian's package names)`);
  if (process.getuid?.() !== 0) throw new Error(`only root can install packages; run as root, or ${byHand}`);
  console.error(`installing ${missing.join(' ')} with apt-get …`);
  const allowServices = forbidServices();
  try {
    // The package lists are often fresh enough, and an update costs more than the install.
    if (aptGet('install', missing).ok) return;
    aptGet('update', []);
    const second = aptGet('install', missing);
    if (!second.ok) throw new Error(`apt-get install failed; ${byHand}. It said:\n${second.text}`);
  } finally {
    allowServices();
  }
}

function missingPackages(wanted: readonly Need[]): readonly string[] {
  const packages: readonly Package[] = wanted.flatMap((need) => needs[need]);
  return packages.filter(({ present }) => !present()).map(({ name }) => name);
}

function aptGet(action: 'install' | 'update', packages: readonly string[]): Ran {
  const options = ['-o', 'DPkg::Lock::Timeout=120', '-q', '-y', '--no-install-recommends'];
  return tryRun('apt-get', [...options, action, ...packages], {
    ...process.env,
    DEBIAN_FRONTEND: 'noninteractive',
  });
}

/**
 * Keeps packages from starting their daemons while we install them: the engine we start is a private one.
 * A policy that is there already is the administrator's, and stays.
 */
function forbidServices(): () => void {
  const policy = '/usr/sbin/policy-rc.d';
  if (existsSync(policy)) return () => {};
  writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  return onExit(() => rmSync(policy, { force: true }));
}

function hasCommand(name: string): boolean {
  const folders = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/sbin'];
  return folders.some((folder) => folder !== '' && isExecutable(join(folder, name)));
}

function hasBuildx(): boolean {
  const folders = [
    '/usr/libexec/docker',
    '/usr/lib/docker',
    '/usr/local/libexec/docker',
    '/usr/local/lib/docker',
  ];
  return folders.some((folder) => isExecutable(join(folder, 'cli-plugins', 'docker-buildx')));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
