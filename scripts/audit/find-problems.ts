import type { LockedPackage } from './locked-packages.ts';
import { isWithin } from './version-range.ts';

/** One entry of known.json. */
export interface KnownVulnerability {
  readonly name: string;
  /** The versions that have it. */
  readonly range: string;
  readonly advisory: string;
  /** The month in which it was published. */
  readonly since: string;
  readonly why: string;
}

/** One line for each version that is known to be vulnerable. */
export function vulnerabilitiesIn(
  packages: readonly LockedPackage[],
  known: readonly KnownVulnerability[],
): readonly string[] {
  return packages.flatMap(({ name, version, path }) =>
    known
      .filter((one) => one.name === name && isWithin(version, one.range))
      .map(
        ({ advisory, since, why, range }) =>
          `${name} ${version} (${path}) is within ${range}: ${why} (${advisory}, ${since})`,
      ),
  );
}

/** What may be in the program, or help to build it, without a condition for those who use gantry. */
const LICENCES: ReadonlySet<string> = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC-BY-4.0',
  'ISC',
  'MIT',
  'MIT OR Apache-2.0',
  'MPL-2.0',
  'Python-2.0',
  'Unlicense',
]);

/** Packages that write their licence (MIT) in an older way, which package-lock.json leaves out. */
const WITHOUT_LICENCE: ReadonlySet<string> = new Set(['buildcheck', 'cpu-features', 'ssh2']);

export const licencesIn = (packages: readonly LockedPackage[]): readonly string[] =>
  packages
    .filter(({ name, license }) =>
      license === undefined ? !WITHOUT_LICENCE.has(name) : !LICENCES.has(license),
    )
    .map(
      ({ name, version, license = 'none' }) =>
        `${name} ${version} has a licence nobody looked at: ${license}`,
    );

/** Everything is installed from a registry, whichever that is, and is what it was when it was chosen. */
export const originsIn = (packages: readonly LockedPackage[]): readonly string[] =>
  packages
    .filter(
      ({ integrity = '', resolved = 'https://' }) =>
        !integrity.startsWith('sha512-') || !resolved.startsWith('https://'),
    )
    .map(
      ({ name, version }) => `${name} ${version} has no checksum, or comes from elsewhere than a registry`,
    );
