import { createHash } from 'node:crypto';
import type { Entry } from './entry.ts';
import { compressGzip, compressZstd, type Effort, tar } from './tarball.ts';

/** Of the newest function of it that Bun calls; a test looks. */
const GLIBC = '2.17';

export interface DebianPackage {
  readonly version: string;
  /** As Debian calls the processor. */
  readonly architecture: string;
  readonly description: string;
  /** Paths below the root, such as `usr/bin/gantry`. */
  readonly files: readonly Entry[];
}

/**
 * A package for dpkg. The same files and time give the same bytes, also where there is no dpkg.
 *
 * Source: deb(5), deb-control(5); Debian 12 and Ubuntu 22.04 read zstd
 */
export async function debianPackage(
  { version, architecture, description, files }: DebianPackage,
  time: number,
  effort: Effort,
): Promise<Buffer> {
  const contents = files.flatMap((file) =>
    'content' in file ? [{ ...file, content: Buffer.from(file.content) }] : [],
  );
  const kilobytes = Math.ceil(contents.reduce((sum, { content }) => sum + content.length, 0) / 1024);
  const control = [
    'Package: gantry',
    `Version: ${debianVersion(version)}`,
    `Architecture: ${architecture}`,
    'Maintainer: The gantry authors <gantry@localhost>',
    `Installed-Size: ${kilobytes}`,
    `Depends: libc6 (>= ${GLIBC})`,
    'Suggests: docker.io | docker-ce, docker-buildx',
    'Section: admin',
    'Priority: optional',
    `Description: ${description}`,
    '',
  ].join('\n');
  const sums = contents.map(
    ({ path, content }) => `${createHash('md5').update(content).digest('hex')}  ${path}\n`,
  );
  const described = [
    { path: './control', content: control },
    { path: './md5sums', content: sums.sort().join('') },
  ];
  const options = { time, folders: true };
  const data = await tar(
    files.map((file) => ({ ...file, path: `./${file.path}` })),
    options,
  );
  return ar(
    [
      ['debian-binary', Buffer.from('2.0\n')],
      ['control.tar.gz', await compressGzip(await tar(described, options), effort)],
      ['data.tar.zst', await compressZstd(data, effort)],
    ],
    time,
  );
}

/** Debian takes `-` for the start of its own revision; what follows `~` sorts before what has none. */
export const debianVersion = (version: string): string => version.replace('-', '~').replaceAll('-', '.');

/** Source: ar(5), the common format with names of up to 16 characters. */
function ar(members: readonly (readonly [name: string, content: Buffer])[], time: number): Buffer {
  const parts = members.flatMap(([name, content]) => [
    Buffer.from(
      [
        name.padEnd(16),
        `${time}`.padEnd(12),
        '0'.padEnd(6),
        '0'.padEnd(6),
        '100644'.padEnd(8),
        `${content.length}`.padEnd(10),
      ]
        .join('')
        .concat('`\n'),
    ),
    content,
    Buffer.from(content.length % 2 === 0 ? '' : '\n'),
  ]);
  return Buffer.concat([Buffer.from('!<arch>\n'), ...parts]);
}
