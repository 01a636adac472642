/** The day on which this table was last gone through. docs/doctor.md says it too. */
export const HOLES_AS_OF = '2026-12-01';

/** A known hole that a newer version closes. */
export interface KnownHole {
  readonly part: 'Engine' | 'runc';
  /** The first version of each line that has it closed; older lines than these never do, newer ones do. */
  readonly closedIn: readonly string[];
  readonly what: string;
  /** As the projects number them. */
  readonly ids: readonly string[];
  /** Only where this is so. */
  readonly onlyWith?: 'authorization plugins' | 'Swarm';
}

/** Of what the projects themselves have told in their releases. The worst first. */
export const KNOWN_HOLES: readonly KnownHole[] = [
  {
    part: 'runc',
    closedIn: ['1.1.12'],
    what: 'a container can get out by its working folder',
    ids: ['CVE-2024-21626'],
  },
  {
    part: 'runc',
    closedIn: ['1.2.8', '1.3.3'],
    what: 'a container can get out by writing to files of /proc',
    ids: ['CVE-2025-31133', 'CVE-2025-52565', 'CVE-2025-52881'],
  },
  {
    part: 'Engine',
    closedIn: ['29.3.1'],
    what: 'a large request passes by authorization plugins',
    ids: ['CVE-2026-34040'],
    onlyWith: 'authorization plugins',
  },
  {
    part: 'Engine',
    closedIn: ['20.10.24', '23.0.3'],
    what: 'encrypted overlay networks may carry what is not encrypted',
    ids: ['CVE-2023-28840', 'CVE-2023-28841', 'CVE-2023-28842'],
    onlyWith: 'Swarm',
  },
  {
    part: 'Engine',
    closedIn: ['25.0.13', '28.0.0'],
    what: 'a reload of firewalld takes away what keeps bridge networks apart',
    ids: ['CVE-2025-54410'],
  },
  {
    part: 'Engine',
    closedIn: ['28.3.3'],
    what: 'after a reload of firewalld, ports published on 127.0.0.1 can be reached from the network',
    ids: ['CVE-2025-54388'],
  },
  {
    part: 'Engine',
    closedIn: ['29.9.0'],
    what: 'a client of the API can end the engine, or use up its memory',
    ids: ['CVE-2026-97032', 'CVE-2026-78659', 'CVE-2026-78663', 'CVE-2026-78669'],
  },
];

/** Whether a version, as numbers, has a hole closed. */
export function isClosed(version: readonly number[], { closedIn }: KnownHole): boolean {
  const lines = closedIn.map((text) => text.split('.').map(Number));
  const own = lines.find(([major, minor]) => major === version[0] && minor === version[1]);
  const last = lines.at(-1) ?? [];
  return compare(version, own ?? last) >= 0;
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (const [index, number] of b.entries()) {
    const difference = (a[index] ?? 0) - number;
    if (difference !== 0) return difference;
  }
  return 0;
}

/** @returns undefined: the version of a distribution, which mends holes without a new number, or none. */
export function upstreamVersion(text: string): readonly number[] | undefined {
  const match = /^v?(\d+)\.(\d+)\.(\d+)(?:-ce)?$/.exec(text);
  return match ? match.slice(1).map(Number) : undefined;
}
