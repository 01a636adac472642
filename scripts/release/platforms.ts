/** A kind of machine that gantry has an executable for. */
export interface Platform {
  /** In the names of packages and archives. */
  readonly name: string;
  /** As npm and Node call them. */
  readonly os: 'linux' | 'darwin' | 'win32';
  readonly cpu: 'x64' | 'arm64';
  /** The C library, where there is more than one. */
  readonly libc?: 'glibc' | 'musl';
  /** The Bun that goes into it, and what Bun calls the machine when it compiles for it. */
  readonly runtime: string;
  readonly target: string;
  /** As Debian calls the processor, where there is a Debian package. */
  readonly debian?: string;
}

export const PLATFORMS: readonly Platform[] = [
  {
    name: 'linux-x64',
    ...{ os: 'linux', cpu: 'x64', libc: 'glibc', debian: 'amd64' },
    ...{ runtime: '@oven/bun-linux-x64', target: 'bun-linux-x64' },
  },
  {
    name: 'linux-arm64',
    ...{ os: 'linux', cpu: 'arm64', libc: 'glibc', debian: 'arm64' },
    ...{ runtime: '@oven/bun-linux-aarch64', target: 'bun-linux-arm64' },
  },
  {
    name: 'linux-x64-musl',
    ...{ os: 'linux', cpu: 'x64', libc: 'musl' },
    ...{ runtime: '@oven/bun-linux-x64-musl', target: 'bun-linux-x64-musl' },
  },
  {
    name: 'linux-arm64-musl',
    ...{ os: 'linux', cpu: 'arm64', libc: 'musl' },
    ...{ runtime: '@oven/bun-linux-aarch64-musl', target: 'bun-linux-arm64-musl' },
  },
  {
    name: 'darwin-x64',
    ...{ os: 'darwin', cpu: 'x64' },
    ...{ runtime: '@oven/bun-darwin-x64', target: 'bun-darwin-x64' },
  },
  {
    name: 'darwin-arm64',
    ...{ os: 'darwin', cpu: 'arm64' },
    ...{ runtime: '@oven/bun-darwin-aarch64', target: 'bun-darwin-arm64' },
  },
  {
    name: 'win32-x64',
    ...{ os: 'win32', cpu: 'x64' },
    ...{ runtime: '@oven/bun-windows-x64', target: 'bun-windows-x64' },
  },
];

export const executableOf = ({ os }: Platform): string => (os === 'win32' ? 'gantry.exe' : 'gantry');

export const packageOf = ({ name }: Pick<Platform, 'name'>): string => `@gantry/cli-${name}`;
