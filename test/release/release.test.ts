import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PLATFORMS } from '../../scripts/release/platforms.ts';
import { filesIn, makeRelease, NATIVE, runProgram } from '../support/a-release.ts';
import { executableFormat } from '../support/executable-format.ts';
import { anNpmRegistry } from '../support/npm-registry.ts';
import { entriesOf } from '../support/tar-entries.ts';

let scratch = '';
let release = '';
let told = '';

beforeAll(async () => {
  scratch = realpathSync(mkdtempSync(join(tmpdir(), 'gantry-release-test-')));
  release = process.env.GANTRY_RELEASE ?? join(scratch, 'release');
  if (process.env.GANTRY_RELEASE === undefined) told = await makeRelease(release, []);
});

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const sha256 = (content: Buffer): string => createHash('sha256').update(content).digest('hex');
const read = (name: string): Buffer => readFileSync(join(release, name));

/** The one file of the release whose name matches. */
function theFile(pattern: RegExp): string {
  const [found, ...more] = filesIn(release).filter((name) => pattern.test(name));
  if (found === undefined || more.length > 0) throw new Error(`${pattern}: ${[found, ...more].join(', ')}`);
  return found;
}

const archiveOf = (platform: string): string => theFile(new RegExp(`^gantry-.*-${platform}\\.tar\\.gz$`));
const npmPackageOf = (platform: string): string =>
  theFile(new RegExp(`^npm/gantry-cli-${platform}-\\d.*\\.tgz$`));
const mainPackage = (): string => theFile(/^npm\/gantry-\d.*\.tgz$/);
const version = (): string =>
  archiveOf(NATIVE.name)
    .replace(/^gantry-/, '')
    .replace(`-${NATIVE.name}.tar.gz`, '');

/** An empty folder. */
const aPlace = (name: string): string => mkdtempSync(join(scratch, `${name}-`));

describe('a release', () => {
  test('has the checksum of every file in it', () => {
    const lines = read('SHA256SUMS').toString().trim().split('\n');
    const expected = filesIn(release).filter((name) => name !== 'SHA256SUMS');
    expect(lines).toEqual(expected.map((name) => `${sha256(read(name))}  ${name}`));
  });

  test('has an executable of the right format for each platform that was not left out', async () => {
    const formats: Readonly<Record<string, string>> = {
      'linux-x64': 'ELF x64 /lib64/ld-linux-x86-64.so.2',
      'linux-arm64': 'ELF arm64 /lib/ld-linux-aarch64.so.1',
      'linux-x64-musl': 'ELF x64 /lib/ld-musl-x86_64.so.1',
      'linux-arm64-musl': 'ELF arm64 /lib/ld-musl-aarch64.so.1',
      'darwin-x64': 'Mach-O x64',
      'darwin-arm64': 'Mach-O arm64',
      'win32-x64': 'PE x64',
    };
    const made = PLATFORMS.filter(({ name }) => !told.includes(`left out: ${name},`));
    expect(made).toContain(NATIVE);
    for (const { name } of made) {
      const packed = await entriesOf(gunzipSync(read(npmPackageOf(name))));
      const unpacked = await entriesOf(gunzipSync(read(archiveOf(name))));
      const program = (path: string) => /(?:^|\/)bin\/gantry(?:\.exe)?$/.test(path);
      for (const entries of [packed, unpacked]) {
        const executable = entries.find(({ path }) => program(path));
        expect(executable?.mode, name).toBe(0o755);
        expect(executable && executableFormat(executable.content), name).toBe(formats[name]);
      }
    }
  });

  test('has nothing of the machine that made it, and the same bytes when it is made again elsewhere', async () => {
    const again = join(scratch, 'again');
    await makeRelease(again, [NATIVE.name], { TZ: 'Asia/Tokyo', LC_ALL: 'C', HOME: aPlace('home') });
    // Which platforms there are is in these, and only one was made again.
    const same = filesIn(again).filter((name) => !/SHA256SUMS|install\.sh/.test(name));
    // What is published is compressed as far as it goes, and the second one here is not.
    if (process.env.GANTRY_RELEASE === undefined)
      for (const name of same) expect(sha256(readFileSync(join(again, name))), name).toBe(sha256(read(name)));
    const entries = await entriesOf(gunzipSync(read(archiveOf(NATIVE.name))));
    expect(new Set(entries.map(({ owner }) => owner))).toEqual(new Set(['0:0']));
    expect(new Set(entries.map(({ time }) => time)).size).toBe(1);
  });

  test('lists all packages that are in the program with their versions, and nothing that only builds it', async () => {
    const bill = JSON.parse(read(theFile(/\.cdx\.json$/)).toString());
    const components: readonly { readonly name: string; readonly version: string }[] = bill.components;
    const entries = await entriesOf(gunzipSync(read(archiveOf(NATIVE.name))));
    const licences = entries.find(({ path }) => path.endsWith('third-party.txt'))?.content.toString() ?? '';
    const bundled = [...licences.matchAll(/^== (\S+ \d\S*)$/gm)].map(([, found]) => found);
    expect(bill).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.6' });
    expect(bill.metadata.component.version).toBe(version());
    expect(bundled).toEqual(expect.arrayContaining([expect.stringMatching(/^dockerode \d/)]));
    expect(
      components
        .filter(({ name }) => name !== 'bun')
        .map((one) => `${one.name} ${one.version}`)
        .sort(),
    ).toEqual(bundled.sort());
    expect(components.map(({ name }) => name)).toContain('bun');
  });
});

/** Installs as a user does, from a registry that has these packages of the release alone. */
async function npmInstall(packages: readonly string[], flags: readonly string[] = []) {
  const prefix = aPlace('npm');
  const registry = await anNpmRegistry(packages.map((name) => join(release, name)));
  const words = ['install', '--global', '--prefix', prefix, '--registry', registry.url, ...flags, 'gantry'];
  const { code, stdout, stderr } = await runProgram('npm', [...words, '--no-audit', '--no-fund'], {
    npm_config_cache: aPlace('npm-cache'),
    npm_config_userconfig: '/dev/null',
  });
  registry.close();
  expect(code, stdout + stderr).toBe(0);
  return {
    command: join(prefix, 'bin/gantry'),
    modules: join(prefix, 'lib/node_modules'),
    downloads: registry.downloads,
  };
}

const isScript = (file: string): boolean => readFileSync(file).toString('latin1', 0, 2) === '#!';

describe('npm install --global gantry', () => {
  test('downloads the executable of this machine, and makes it the command', async () => {
    const { command, downloads } = await npmInstall([mainPackage(), npmPackageOf(NATIVE.name)]);
    expect([...downloads].sort()).toEqual([`@gantry/cli-${NATIVE.name}`, 'gantry']);
    expect(isScript(command)).toBe(false);
    expect(await runProgram(command, ['version', '--short'])).toEqual({
      code: 0,
      stdout: `${version()}\n`,
      stderr: '',
    });
    expect((await runProgram(command, ['upgrade'])).stdout).toContain('npm install -g gantry@latest');
  });

  test('works where npm runs no scripts of packages', async () => {
    const { command } = await npmInstall([mainPackage(), npmPackageOf(NATIVE.name)], ['--ignore-scripts']);
    expect(isScript(command)).toBe(true);
    expect(await runProgram(command, ['version', '--short'])).toEqual({
      code: 0,
      stdout: `${version()}\n`,
      stderr: '',
    });
    expect((await runProgram(command, ['upgrade'])).stdout).toContain('npm install -g gantry@latest');
  });

  test('runs the bundle where there is no executable', async () => {
    const { command, modules } = await npmInstall([mainPackage()]);
    expect(existsSync(join(modules, 'gantry/node_modules/@gantry'))).toBe(false);
    expect(isScript(command)).toBe(true);
    expect(await runProgram(command, ['version', '--short'])).toEqual({
      code: 0,
      stdout: `${version()}\n`,
      stderr: '',
    });
  });

  test('brings the library', async () => {
    const { modules } = await npmInstall([mainPackage()]);
    const script = "import('gantry').then((gantry) => console.log(typeof gantry.loadFiles))";
    const file = join(modules, 'gantry', 'try.mjs');
    writeFileSync(file, script);
    expect(await runProgram(process.execPath, [file])).toEqual({ code: 0, stdout: 'function\n', stderr: '' });
  });
});

describe.runIf(process.getuid?.() === 0)('the Debian package', () => {
  test('is installed by dpkg, runs in a system that has the C library alone, and is removed', async () => {
    const system = aPlace('debian');
    for (const folder of ['info', 'updates'])
      mkdirSync(join(system, 'var/lib/dpkg', folder), { recursive: true });
    const has = [
      'Package: libc6',
      'Status: install ok installed',
      `Architecture: ${NATIVE.debian}`,
      'Version: 2.36-9',
    ];
    const words = [...has, 'Maintainer: none', 'Description: C', ''];
    writeFileSync(join(system, 'var/lib/dpkg/status'), `${words.join('\n')}\n`);
    const path = { PATH: `${process.env.PATH}:/usr/sbin:/sbin`, SHELL: '/bin/sh' };
    const file = join(release, theFile(new RegExp(`_${NATIVE.debian}\\.deb$`)));
    const installed = await runProgram('dpkg', [`--root=${system}`, '--install', file], path);
    expect(installed.code, installed.stderr).toBe(0);

    const { stdout: libraries } = await runProgram('ldd', [join(system, 'usr/bin/gantry')]);
    for (const [library] of libraries.matchAll(/\/\S+/g)) {
      mkdirSync(join(system, dirname(library)), { recursive: true });
      copyFileSync(library, join(system, library));
    }
    // Bun reads /proc, which goes with this namespace.
    mkdirSync(join(system, 'proc'));
    const inside = (...words: string[]) => {
      const script = 'mount -t proc proc "$0/proc" && exec chroot "$0" "$@"';
      return runProgram('unshare', ['--mount', 'sh', '-c', script, system, ...words], path);
    };
    expect((await inside('/usr/bin/gantry', 'version', '--short')).stdout).toBe(`${version()}\n`);
    expect((await inside('/usr/bin/gantry', 'upgrade')).stdout).toContain('sudo dpkg -i FILE.deb');
    for (const name of ['bash-completion/completions/gantry', 'man/man1/gantry-up.1', 'doc/gantry/copyright'])
      expect(existsSync(join(system, 'usr/share', name)), name).toBe(true);
    expect(realpathSync(join(system, 'usr/libexec/docker/cli-plugins/docker-gantry'))).toBe(
      join(system, 'usr/bin/gantry'),
    );

    const removed = await runProgram('dpkg', [`--root=${system}`, '--remove', 'gantry'], path);
    expect(removed.code, removed.stderr).toBe(0);
    expect(existsSync(join(system, 'usr/bin/gantry'))).toBe(false);
    expect(existsSync(join(system, 'usr/share/man/man1/gantry-up.1'))).toBe(false);
  });
});

describe('install.sh', () => {
  const install = (shell: readonly string[], script: string, prefix: string, ...flags: readonly string[]) => {
    const [program = 'sh', ...words] = shell;
    // A machine without curl and wget has that of busybox.
    const tools = aPlace('tools');
    symlinkSync('/bin/busybox', join(tools, 'wget'));
    return runProgram(program, [...words, script, '--prefix', prefix, ...flags], {
      HOME: prefix,
      DOCKER_CONFIG: join(prefix, '.docker'),
      PATH: `${process.env.PATH}:${tools}`,
    });
  };

  test.each(['sh', 'busybox sh'])('installs from beside itself, by %s', async (shell) => {
    const prefix = aPlace('prefix');
    const ran = await install(shell.split(' '), join(release, 'install.sh'), prefix);
    expect(ran.code, ran.stderr).toBe(0);
    const command = join(prefix, 'bin/gantry');
    expect((await runProgram(command, ['version', '--short'])).stdout).toBe(`${version()}\n`);
    expect((await runProgram(command, ['upgrade'])).stdout).toContain('install.sh');
    expect(readFileSync(join(prefix, 'share/man/man1/gantry.1'), 'utf8')).toContain('.TH GANTRY 1');
  });

  test('downloads the archive of this machine, and installs the plugin of docker', async () => {
    const server = serve(release);
    const prefix = aPlace('prefix');
    const docker = join(prefix, '.docker');
    const ran = await install(
      ['sh'],
      join(release, 'install.sh'),
      prefix,
      '--plugin',
      '--from',
      await urlOf(server),
    );
    server.close();
    expect(ran.code, ran.stderr).toBe(0);
    const { stdout } = await runProgram('docker', ['gantry', 'version', '--short'], {
      DOCKER_CONFIG: docker,
    });
    expect(stdout).toBe(`${version()}\n`);
  });

  test('installs nothing that has another checksum', async () => {
    const prefix = aPlace('prefix');
    const other = aPlace('other');
    copyFileSync(join(release, 'install.sh'), join(other, 'install.sh'));
    writeFileSync(join(other, archiveOf(NATIVE.name)), 'another archive');
    const ran = await install(['sh'], join(other, 'install.sh'), prefix);
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain('nothing was installed');
    expect(existsSync(join(prefix, 'bin'))).toBe(false);
  });
});

test('docker runs the plugin that the archive has', async () => {
  const prefix = aPlace('archive');
  await runProgram('tar', ['-xzf', join(release, archiveOf(NATIVE.name)), '-C', prefix]);
  const docker = aPlace('docker');
  mkdirSync(join(docker, 'cli-plugins'));
  symlinkSync(
    join(prefix, 'lib/docker/cli-plugins/docker-gantry'),
    join(docker, 'cli-plugins/docker-gantry'),
  );
  const environment = { DOCKER_CONFIG: docker };
  expect((await runProgram('docker', ['gantry', 'version', '--short'], environment)).stdout).toBe(
    `${version()}\n`,
  );

  // As it is copied by hand.
  const alone = aPlace('docker');
  mkdirSync(join(alone, 'cli-plugins'));
  copyFileSync(join(prefix, 'bin/gantry'), join(alone, 'cli-plugins/docker-gantry'));
  chmodSync(join(alone, 'cli-plugins/docker-gantry'), 0o755);
  const upgrade = await runProgram('docker', ['gantry', 'upgrade'], { DOCKER_CONFIG: alone });
  expect(upgrade.stdout).toContain(join(alone, 'cli-plugins/docker-gantry'));
});

function serve(folder: string): Server {
  const server = createServer(({ url = '/' }, response) => {
    const file = join(folder, decodeURIComponent(url));
    if (existsSync(file)) response.end(readFileSync(file));
    else response.writeHead(404).end();
  });
  return server.listen(0, '127.0.0.1');
}

async function urlOf(server: Server): Promise<string> {
  if (!server.listening) await new Promise((listening) => server.once('listening', listening));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server does not listen');
  return `http://127.0.0.1:${address.port}`;
}
