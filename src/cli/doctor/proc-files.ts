import type { PortRange, Swap } from './machine-facts.ts';

const NET = '/proc/sys/net/ipv4';

/**
 * The ports that the kernel hands out to outgoing connections.
 *
 * Shape: `32768\t60999` in one file; `8080,9148-9150`, or nothing, in another.
 */
export function readPortRange(read: (path: string) => string | undefined): PortRange | undefined {
  const [from, to] = (read(`${NET}/ip_local_port_range`) ?? '').trim().split(/\s+/).map(Number);
  if (!from || !to) return undefined;
  const reserved = (read(`${NET}/ip_local_reserved_ports`) ?? '').trim().split(',').flatMap(readSpan);
  return { from, to, reserved };
}

function readSpan(text: string): readonly { readonly from: number; readonly to: number }[] {
  const [, from, to] = /^(\d+)(?:-(\d+))?$/.exec(text) ?? [];
  return from === undefined ? [] : [{ from: Number(from), to: Number(to ?? from) }];
}

/** Reads `/proc/meminfo`: `SwapTotal:  2097148 kB`. */
export function readSwap(text: string): Swap | undefined {
  const bytesOf = (name: string): number | undefined => {
    const kib = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1];
    return kib === undefined ? undefined : Number(kib) * 1024;
  };
  const totalBytes = bytesOf('SwapTotal');
  return totalBytes === undefined ? undefined : { totalBytes, freeBytes: bytesOf('SwapFree') ?? 0 };
}
