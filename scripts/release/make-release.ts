import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleProgram } from '../build/bundle-program.ts';
import { compileExecutable } from '../build/compile-executable.ts';
import type { SourceState } from '../build/source-state.ts';
import { writeBundle } from '../build/write-bundle.ts';
import { archiveEntries, debianEntries } from './archive.ts';
import { debianPackage, debianVersion } from './debian-package.ts';
import type { Entry } from './entry.ts';
import { fetchRuntime } from './fetch-runtime.ts';
import { installScript } from './install-script.ts';
import { mainPackage, npmVersion, platformPackage } from './npm-packages.ts';
import { executableOf, type Platform } from './platforms.ts';
import { type ProgramFiles, programFiles } from './program-files.ts';
import { billOfMaterials } from './sbom.ts';
import { compressGzip, type Effort, tar } from './tarball.ts';

export interface ReleaseOptions {
  readonly source: SourceState;
  readonly platforms: readonly Platform[];
  /** The folder that is made. */
  readonly folder: string;
  /** Where the archives will be downloaded from; empty: whoever runs install.sh says. */
  readonly url: string;
  readonly effort: Effort;
  readonly tell: (line: string) => void;
}

interface Build extends ReleaseOptions {
  readonly text: string;
  readonly files: ProgramFiles;
}

/**
 * Makes all that is published, into one folder. The same commit gives the same bytes.
 *
 * @returns the platforms that were left out, as npm could not get the Bun for them
 */
export async function makeRelease(options: ReleaseOptions): Promise<readonly Platform[]> {
  const { source, folder, url, effort, tell } = options;
  const { version, time } = source;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'npm'), { recursive: true });

  const program = await bundleProgram(version);
  const files = await programFiles(version, time, program.licences);
  const build: Build = { ...options, text: program.text, files };
  const made: Platform[] = [];
  for (const platform of options.platforms) {
    const runtime = await fetchRuntime(platform.runtime);
    if ('missing' in runtime)
      tell(`left out: ${platform.name}, for want of ${platform.runtime}: ${runtime.missing}`);
    else {
      tell(`${platform.name} …`);
      await releasePlatform(build, platform, runtime.file);
      made.push(platform);
    }
  }

  const bundle = await bundleEntries(version);
  const main = await mainPackage({ version, bundle, licences: files.licences });
  writeFileSync(
    join(folder, 'npm', `gantry-${npmVersion(version)}.tgz`),
    await compressed(main, time, effort),
  );
  const extras = await compressed([...files.man, ...files.completion], time, effort);
  writeFileSync(join(folder, `gantry-${version}-man-and-completion.tar.gz`), extras);
  writeFileSync(join(folder, `gantry-${version}.cdx.json`), billOfMaterials(version, time, program.packages));
  writeFileSync(
    join(folder, 'install.sh'),
    installScript(version, url, checksums(folder, /^gantry-.*-(?:linux|darwin)-.*\.tar\.gz$/)),
    {
      mode: 0o755,
    },
  );
  const lines = [...checksums(folder, /./)].map(([name, sum]) => `${sum}  ${name}\n`);
  writeFileSync(join(folder, 'SHA256SUMS'), lines.join(''));
  return options.platforms.filter((platform) => !made.includes(platform));
}

/** One platform at a time: an executable is a hundred megabytes. */
async function releasePlatform(build: Build, platform: Platform, runtime: string): Promise<void> {
  const { source, folder, effort, files } = build;
  const { version, time } = source;
  const executable = compiled(build.text, platform, runtime);
  const parts = [
    [
      join('npm', `gantry-cli-${platform.name}-${npmVersion(version)}.tgz`),
      compressed(platformPackage(platform, version, executable, files.licences), time, effort),
    ],
    [
      `gantry-${version}-${platform.name}.tar.gz`,
      compressed(archiveEntries(platform, executable, files), time, effort),
    ],
    ...(platform.debian === undefined
      ? []
      : [
          [
            `gantry_${debianVersion(version)}_${platform.debian}.deb`,
            debianPackage(
              {
                version,
                architecture: platform.debian,
                description: 'Compose files lifted into place: validated, planned, shown, applied',
                files: debianEntries(executable, files),
              },
              time,
              effort,
            ),
          ] as const,
        ]),
  ] as const;
  for (const [name, content] of parts) writeFileSync(join(folder, name), await content);
}

function compiled(text: string, platform: Platform, runtime: string): Buffer {
  const scratch = mkdtempSync(join(tmpdir(), 'gantry-release-'));
  try {
    const file = join(scratch, executableOf(platform));
    compileExecutable(text, file, { name: platform.target, runtime });
    return readFileSync(file);
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

/** What `npm run build` makes, but for the code of this machine's Node. */
async function bundleEntries(version: string): Promise<readonly Entry[]> {
  const scratch = mkdtempSync(join(tmpdir(), 'gantry-release-'));
  try {
    await writeBundle(scratch, version);
    return readdirSync(scratch, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file) => ({
        path: `dist/${file.slice(scratch.length + 1)}`,
        content: readFileSync(file),
        isProgram: file.endsWith('/gantry.cjs'),
      }));
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

const compressed = async (entries: readonly Entry[], time: number, effort: Effort): Promise<Buffer> =>
  compressGzip(await tar(entries, { time }), effort);

/** By name, in order, those of the files whose names match. */
function checksums(folder: string, pattern: RegExp): ReadonlyMap<string, string> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .filter((name) => pattern.test(name));
  return new Map(
    names.sort().map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(join(folder, name)))
        .digest('hex'),
    ]),
  );
}
