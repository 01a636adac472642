/** Compares `major.minor`; a missing part counts as 0. */
export function isVersionAtLeast(version: string, least: string): boolean {
  const [[major = 0, minor = 0] = [], [wantedMajor = 0, wantedMinor = 0] = []] = [version, least].map(
    (text) => text.split('.').map(Number),
  );
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}
