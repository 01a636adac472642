import type { SwarmMount } from '../../model/swarm-request.ts';
import { defined } from '../../util/defined.ts';

interface Tmpfs {
  readonly target: string;
  readonly sizeBytes?: number;
  readonly mode?: number;
  /** What a swarm cannot be told. */
  readonly unknown: readonly string[];
}

/** Those that each mount in memory of a swarm has anyway. */
const GIVEN: ReadonlySet<string> = new Set(['rw', 'nosuid', 'nodev', 'noexec', '']);

const UNITS: Readonly<Record<string, number>> = { k: 1024, m: 1024 ** 2, g: 1024 ** 3 };

/** `path` or `path:options`. */
function readTmpfs(text: string): Tmpfs {
  const [target = '', options = ''] = text.split(':');
  const unknown: string[] = [];
  let sizeBytes: number | undefined;
  let mode: number | undefined;
  for (const option of options.split(',')) {
    const size = /^size=(\d+)([kmg]?)$/i.exec(option);
    const bits = /^mode=([0-7]+)$/.exec(option);
    if (size) sizeBytes = Number(size[1]) * (UNITS[(size[2] ?? '').toLowerCase()] ?? 1);
    else if (bits) mode = Number.parseInt(bits[1] ?? '', 8);
    else if (!GIVEN.has(option)) unknown.push(option);
  }
  return defined<Tmpfs>({ target, sizeBytes, mode, unknown });
}

export const unknownTmpfsOptions = (text: string): readonly string[] => readTmpfs(text).unknown;

/** @param text `path` or `path:options` */
export function tmpfsMount(text: string): SwarmMount {
  const { target, sizeBytes, mode } = readTmpfs(text);
  const tmpfs = defined({ SizeBytes: sizeBytes, Mode: mode });
  return {
    Type: 'tmpfs',
    Target: target,
    ...(Object.keys(tmpfs).length > 0 ? { TmpfsOptions: tmpfs } : {}),
  };
}
