/** Of a container's `NetworkMode`: whether it is the name of a network, and not one of the engine's own words. */
export function isNetworkName(mode: string): boolean {
  return !WORDS.has(mode) && !mode.startsWith('container:');
}

const WORDS: ReadonlySet<string> = new Set(['', 'bridge', 'default', 'host', 'nat', 'none']);
