/** One package of package-lock.json. */
export interface LockedPackage {
  /** Where it is: `node_modules/a/node_modules/b`. */
  readonly path: string;
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  /** The checksum of what npm installs. */
  readonly integrity?: string;
  readonly resolved?: string;
}

interface LockFile {
  readonly packages: Readonly<Record<string, Partial<LockedPackage>>>;
}

/** Without the package that the file is of. Error: an entry without a version. */
export function lockedPackages(lockFile: string): readonly LockedPackage[] {
  const { packages }: LockFile = JSON.parse(lockFile);
  return Object.entries(packages)
    .filter(([path]) => path !== '')
    .map(([path, entry]) => {
      // `name` is there where a package is installed under another name.
      const name = entry.name ?? path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
      if (entry.version === undefined) throw new Error(`package-lock.json has no version of ${path}`);
      return { ...entry, path, name, version: entry.version };
    });
}
