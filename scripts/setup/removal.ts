import { setTimeout as sleep } from 'node:timers/promises';
import { ask, type Host } from './engine-api.ts';

/** The first part of a path of the engine's API, in the order in which things can go: what has others comes first. */
const KINDS = ['/containers/', '/networks/', '/volumes/', '/images/'];

/** A busy engine takes seconds to let go of a network or a volume. */
const WAITING = { timeoutMs: 60_000, intervalMs: 100 };

/**
 * Removes all that `listPaths` finds, by what the engine deletes it by (`/networks/ID`), and finds no more. The engine refuses for a
 * while what somebody else removes, and what is in use until then: so it is asked again, and the rest goes meanwhile.
 *
 * @param listPaths is asked again as long as it finds something: what was under way may come late
 * Error: what the engine still refuses when the time is up, with its reasons; all else is gone by then.
 */
export async function removeThoroughly(
  host: Host,
  listPaths: () => Promise<readonly string[]>,
  { timeoutMs, intervalMs } = WAITING,
): Promise<void> {
  const end = Date.now() + timeoutMs;
  let refused: ReadonlyMap<string, string> = new Map();
  for (;;) {
    const isLast = Date.now() > end;
    const paths = new Set([...(await listPaths()), ...refused.keys()]);
    if (paths.size === 0) return;
    refused = await removeInOrder(host, [...paths]);
    if (refused.size > 0 && isLast) throw new Error(told(refused));
    if (refused.size > 0) await sleep(intervalMs);
  }
}

/** Also for what is known beforehand: what is gone already is fine. Error: as `removeThoroughly`. */
export async function removePaths(host: Host, paths: readonly string[], waiting = WAITING): Promise<void> {
  const rest = [...paths];
  await removeThoroughly(host, () => Promise.resolve(rest.splice(0)), waiting);
}

/** @returns what the engine refused, each with its reason */
async function removeInOrder(host: Host, paths: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const refused = new Map<string, string>();
  for (const kind of KINDS)
    await Promise.all(
      paths
        .filter((path) => path.startsWith(kind))
        .map(async (path) => {
          const reason = await reasonAgainst(host, path);
          if (reason !== undefined) refused.set(path, reason);
        }),
    );
  return refused;
}

async function reasonAgainst(host: Host, path: string): Promise<string | undefined> {
  try {
    const { status, body } = await ask(host, 'DELETE', path);
    return status < 400 || status === 404 ? undefined : body.trim();
  } catch (error) {
    return String(error);
  }
}

const told = (refused: ReadonlyMap<string, string>): string =>
  ['left on the engine:', ...[...refused].sort().map(([path, reason]) => `  ${path}: ${reason}`)].join('\n');
