import { lookup } from 'node:dns/promises';
import { type Finding, ok, warn } from './finding.ts';

const REGISTRY = 'registry-1.docker.io';
const PATIENCE_MS = 3000;

/** Whether the name of Docker Hub can be looked up, on this machine: most images come from there. */
export async function checkDns(): Promise<readonly Finding[]> {
  const late = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error(`no answer within ${PATIENCE_MS / 1000} s`)), PATIENCE_MS).unref();
  });
  try {
    await Promise.race([lookup(REGISTRY), late]);
    return [ok('DNS', `${REGISTRY} is found`)];
  } catch (error) {
    return [
      warn(
        'DNS',
        `${REGISTRY} is not found: ${error instanceof Error ? error.message : String(error)}`,
        'check /etc/resolv.conf and the network; images that are there already do not need it',
      ),
    ];
  }
}
