import { describe, expect, test } from 'vitest';
import { adviceFor } from '../../../src/cli/upgrade/advice-for.ts';
import { findInstallation } from '../../../src/cli/upgrade/find-installation.ts';
import { hintText } from '../../../src/diagnostics/hint.ts';

/** What `gantry upgrade` says of a program at this path, beside these files. */
function advice(program: string, ...files: readonly string[]): string {
  const { how, hint } = adviceFor(
    findInstallation(program, (path) => files.includes(path)),
    program,
  );
  return `${how}: ${hintText(hint)}`;
}

describe('findInstallation() and adviceFor()', () => {
  test.each([
    ['/usr/lib/node_modules/gantry/bin/gantry'],
    ['/usr/lib/node_modules/gantry/dist/gantry.cjs'],
    ['/usr/lib/node_modules/gantry/node_modules/@gantry/cli-linux-x64/bin/gantry'],
    ['/usr/lib/node_modules/@gantry/cli-linux-x64-musl/bin/gantry'],
    ['C:\\Users\\me\\AppData\\Roaming\\npm\\node_modules\\gantry\\bin\\gantry.exe'],
  ])('npm has installed %s globally', (program) => {
    expect(advice(program)).toBe('by npm, globally: npm install -g gantry@latest');
  });

  test('npm has installed it in a project, whose package.json names it', () => {
    expect(advice('/srv/my app/node_modules/gantry/bin/gantry', '/srv/my app/package.json')).toBe(
      "by npm, as a package of /srv/my app: npm install --prefix '/srv/my app' gantry@latest",
    );
  });

  test('pnpm has a store of its own', () => {
    const store = '/home/me/pnpm/global/5/node_modules/.pnpm/gantry@0.2.0/node_modules/gantry/bin/gantry';
    expect(advice(store)).toBe('by pnpm, globally: pnpm add -g gantry@latest');
  });

  test('dpkg has it in its lists', () => {
    expect(advice('/usr/bin/gantry', '/var/lib/dpkg/info/gantry.list')).toBe(
      'by dpkg, from a Debian package: download the package of the new release, then: sudo dpkg -i FILE.deb',
    );
  });

  test('install.sh and an unpacked archive differ by the note that the script leaves', () => {
    const archive = '/opt/tools/share/gantry/third-party.txt';
    expect(advice('/opt/tools/bin/gantry', archive, '/opt/tools/share/gantry/installed-by')).toBe(
      'by install.sh, below /opt/tools: download install.sh of the new release, then: sh install.sh --prefix /opt/tools',
    );
    expect(advice('/opt/tools/bin/gantry', archive)).toContain('tar -C /opt/tools -xzf ARCHIVE');
  });

  test('a file among the plugins of docker', () => {
    const plugin = '/root/.docker/cli-plugins/docker-gantry';
    expect(advice(plugin)).toContain(`install -m 755 bin/gantry ${plugin}`);
  });

  test('a clone: the bundle and the executable are built by different scripts', () => {
    const source = '/src/gantry/src/cli/main.ts';
    expect(advice('/src/gantry/dist/gantry.cjs', source)).toContain('npm --prefix /src/gantry run build');
    expect(advice('/src/gantry/dist/gantry', source)).toContain('run build:executable');
  });

  test('says so when nobody left a trace', () => {
    expect(advice('/usr/bin/gantry')).toContain('in a way that cannot be told');
    expect(advice('/home/me/gantry')).toContain('install -m 755 FILE /home/me/gantry');
  });
});
