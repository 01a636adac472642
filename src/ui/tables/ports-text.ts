import type { ObservedPort } from '../../model/observed.ts';

/** Consecutive ports that are published or exposed in the same way. */
interface Run {
  readonly address: string | undefined;
  readonly protocol: string;
  readonly first: number;
  readonly last: number;
}

/**
 * The ports of a container as `docker ps` lists them: exposed ports, and ports with the same number outside, as ranges
 * (`0.0.0.0:8000-8002->8000-8002/tcp`); then, one by one, ports with another number outside.
 */
export function portsText(ports: readonly ObservedPort[]): string {
  const open = new Map<string, Run>();
  const closed: string[] = [];
  const mapped: string[] = [];
  for (const { hostIp, published, target, protocol } of ports.toSorted(byTarget)) {
    if (published !== undefined && published !== target) {
      mapped.push(`${hostIp ?? ''}:${published}->${target}/${protocol}`);
      continue;
    }
    const address = published === undefined ? undefined : (hostIp ?? '');
    const key = `${address ?? 'exposed'}/${protocol}`;
    const run = open.get(key);
    if (run?.last === target - 1) open.set(key, { ...run, last: target });
    else {
      if (run) closed.push(runText(run));
      open.set(key, { address, protocol, first: target, last: target });
    }
  }
  return [...closed, ...[...open.values()].map(runText), ...mapped].join(', ');
}

function runText({ address, protocol, first, last }: Run): string {
  const range = first === last ? `${first}` : `${first}-${last}`;
  return address === undefined ? `${range}/${protocol}` : `${address}:${range}->${range}/${protocol}`;
}

export function byTarget(a: ObservedPort, b: ObservedPort): number {
  return (
    a.target - b.target ||
    compareText(a.hostIp ?? '', b.hostIp ?? '') ||
    (a.published ?? 0) - (b.published ?? 0) ||
    compareText(a.protocol, b.protocol)
  );
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
