import { existsSync } from 'node:fs';
import { runProgram } from './run-program.ts';

/** Whether the kernel's clock is kept right by NTP. undefined: this machine has nothing that tells. */
export async function isSynchronised(): Promise<boolean | undefined> {
  const answer = await runProgram('timedatectl', ['show', '--property=NTPSynchronized', '--value']);
  const word = answer?.ok ? answer.stdout.trim() : '';
  return word === 'yes' ? true : word === 'no' ? false : undefined;
}

/** Whether systemd starts the engine, or its socket, with the machine. undefined: it does not start this machine. */
export async function isEnabledAtBoot(): Promise<boolean | undefined> {
  if (!existsSync('/run/systemd/system')) return undefined;
  const answer = await runProgram('systemctl', ['is-enabled', 'docker.service', 'docker.socket']);
  const words = answer?.stdout.trim().split('\n') ?? [];
  if (words.some((word) => /^(?:enabled|enabled-runtime|alias|static|indirect|generated)$/.test(word)))
    return true;
  return words.includes('disabled') ? false : undefined;
}
