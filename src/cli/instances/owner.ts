import { hostname } from 'node:os';
import type { InstanceOwner } from '../../model/instance.ts';
import { isRunning, thisProcess } from '../../reconciler/lock/process-identity.ts';

/** For an instance that lives no longer than this process. */
export function ownedByThisProcess(): InstanceOwner {
  const { pid, machine, started = '-' } = thisProcess();
  return { host: hostname(), bootId: oneWord(machine), pid, startTime: started };
}

/** Whether the process has ended. `false` also where it cannot be told: it is of another machine. */
export function isOwnerGone({ bootId, pid, startTime }: InstanceOwner): boolean {
  const { machine } = thisProcess();
  if (oneWord(machine) !== bootId) return false;
  return isRunning({ pid, machine, ...(startTime !== '-' && { started: startTime }) }) === false;
}

const oneWord = (machine: string): string => machine.replaceAll(' ', '/');
