import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { makeIngressImage } from '../../../src/cli/ingress-image/make-ingress-image.ts';
import { aCli } from '../../support/a-cli.ts';
import { aFolder } from '../../support/a-folder.ts';
import { PATIENCE } from '../../support/patience.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';

let folder: string;

beforeEach(() => {
  folder = aFolder({});
  mkdirSync(join(folder, 'tmp'));
  vi.stubEnv('PATH', join(folder, 'bin'));
  vi.stubEnv('TMPDIR', join(folder, 'tmp'));
});

afterEach(() => {
  vi.unstubAllEnvs();
  // Whatever happened, nothing is left.
  const left = readdirSync(join(folder, 'tmp'));
  rmSync(folder, { recursive: true });
  expect(left).toEqual([]);
});

/** What stands in for the programs of the machine. */
function machineWith(aptGet: string, architecture = 'amd64'): void {
  const programs = {
    dpkg: `echo ${architecture}`,
    'dpkg-deb': 'exit 1',
    'apt-get': aptGet,
  };
  mkdirSync(join(folder, 'bin'));
  for (const [name, program] of Object.entries(programs))
    writeFileSync(join(folder, 'bin', name), `#!/bin/sh\n${program}\n`, { mode: 0o755 });
}

/** apt-get that knows the packages, and downloads none of them. */
const knows = (haproxy: string): string => `case "$*" in
*--print-uris*)
echo "'http://mirror/haproxy.deb' haproxy_${haproxy}_amd64.deb 1 SHA256:0"
echo "'http://mirror/nftables.deb' nftables_1.1.3-1_amd64.deb 1 SHA256:0"
echo "'http://mirror/busybox.deb' busybox-static_1%3a1.37.0-6_amd64.deb 1 SHA256:0"
exit 0;;
*) echo 'W: Download is performed unsandboxed' >&2
echo 'E: Failed to fetch http://mirror/haproxy.deb  Temporary failure resolving mirror' >&2
echo 'E: Some index files failed to download.' >&2
exit 100;;
esac`;

class LinuxEngine extends RecordingEngine {
  readonly arch: string;
  constructor(arch: string) {
    super();
    this.arch = arch;
  }
  override version = () =>
    Promise.resolve({
      version: '26.1.5',
      apiVersion: '1.45',
      os: 'linux',
      arch: this.arch,
    }) as Promise<never>;
}

const engine = new LinuxEngine('amd64');
const make = (options: { readonly tag?: string } = {}) =>
  makeIngressImage(aCli(folder, { engine }), { format: 'text', ...options });

describe('gantry ingress-image', () => {
  test('says what to do on a machine without apt-get', async () => {
    await expect(make()).rejects.toMatchObject({
      code: 'ingress-image-failed',
      message: 'this machine has no apt-get and dpkg-deb, which Debian and Ubuntu have',
      hint: expect.arrayContaining([expect.stringContaining('docs/updates.md has a Dockerfile')]),
    });
  });

  test('refuses an engine of another architecture', async () => {
    machineWith(knows('3.0.11-1'), 'armhf');

    await expect(make()).rejects.toMatchObject({
      code: 'ingress-image-failed',
      message: "the engine is linux/amd64, and this machine's packages are linux/arm",
    });
  });

  test('refuses an older HAProxy before anything is downloaded', async () => {
    machineWith(knows('2.6.12-1+deb12u1'));

    await expect(make()).rejects.toMatchObject({
      code: 'ingress-image-failed',
      message: 'the package haproxy of this machine is 2.6.12-1+deb12u1, and HAProxy 3 is needed',
      hint: expect.stringContaining('Debian 12'),
    });
  });

  test('says in the words of apt-get why packages cannot be downloaded', async () => {
    machineWith(knows('3.0.11-1'));

    await expect(make()).rejects.toMatchObject({
      code: 'ingress-image-failed',
      message:
        'the packages cannot be had: E: Failed to fetch http://mirror/haproxy.deb  Temporary failure resolving mirror',
    });
    expect(engine.calls).toEqual([]);
  });

  test.each(['Not A Name', 'name@sha256:0', `sha256:${'0'.repeat(64)}`])(
    'refuses the name "%s"',
    async (tag) => {
      await expect(make({ tag })).rejects.toMatchObject({ code: 'bad-usage' });
    },
  );

  test('with --dry-run says what it would make, and loads nothing', async () => {
    machineWith(knows('3.2.1-1'));
    const cli = aCli(folder, { engine, globals: { dryRun: true } });

    expect(await makeIngressImage(cli, { format: 'text' })).toBe(0);
    expect(
      cli.written.stdout,
    ).toBe(`image gantry-ingress:haproxy-3.2-nftables: would be made of HAProxy 3.2.1-1, nftables 1.1.3-1, busybox 1.37.0-6
write it into the files; it serves ingresses, also with udp, handover and --no-gap:

x-gantry: {ingress: {image: "gantry-ingress:haproxy-3.2-nftables"}}
`);
    expect(engine.calls).toEqual([]);
  });

  test('ends at Ctrl-C', async () => {
    const started = join(folder, 'started');
    machineWith(`: >'${started}'; exec /bin/sleep 600`);

    const making = make();
    await expect.poll(() => existsSync(started), PATIENCE).toBe(true);
    process.emit('SIGINT');
    expect(await making).toBe(130);
  });
});
