import {
  chmodSync,
  chownSync,
  lchownSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { whyUnread } from '../../../src/cli/find/why-unread.ts';
import { LABEL } from '../../../src/model/labels.ts';
import { anObservedContainer } from '../../support/an-observed-container.ts';

const NOBODY = 65_534;

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gantry-why-unread-'));
  writeFileSync(join(folder, 'compose.yaml'), 'services: {}');
});
afterEach(() => rmSync(folder, { recursive: true }));

const labelled = (files: readonly string[], labels: Readonly<Record<string, string>> = {}) =>
  anObservedContainer('web', {
    labels: { [LABEL.workingDir]: folder, [LABEL.configFiles]: files.join(','), ...labels },
  });

const own = (): string => join(folder, 'compose.yaml');

describe('whyUnread() lets files be read', () => {
  test('of this user, whichever there are', async () => {
    const [override, variables] = [join(folder, 'override.YML'), join(folder, '.env.prod')];
    for (const path of [override, variables]) writeFileSync(path, '');

    expect(
      await whyUnread(labelled([own(), override], { [LABEL.environmentFile]: variables })),
    ).toBeUndefined();
  });

  test('through links of this user, up and down, and with an .env', async () => {
    const shop = folderWithFile('good', 'shop');
    symlinkSync('good/shop/..', join(folder, 'link'));
    symlinkSync(join(folder, 'link', 'shop'), join(folder, 'again'));
    writeFileSync(join(dirname(shop), '.env'), '');
    const again = join(folder, 'again');
    const labels = { [LABEL.workingDir]: again };

    expect(await whyUnread(labelled([join(again, 'compose.yaml')], labels))).toBeUndefined();
  });

  test('beside a folder .env, which nobody reads', async () => {
    mkdirSync(join(folder, '.env'));

    expect(await whyUnread(labelled([own()]))).toBeUndefined();
  });
});

const writableByOthers = (path: string, mode: string): string =>
  `${path} can be written by other users (mode ${mode})`;

/** A Compose file below the folder of the test. */
function folderWithFile(...names: readonly string[]): string {
  const made = join(folder, ...names);
  mkdirSync(made, { recursive: true });
  writeFileSync(join(made, 'compose.yaml'), 'services: {}');
  return join(made, 'compose.yaml');
}

describe('whyUnread() lets no file be read', () => {
  test.each([
    [
      'that is not named as a Compose file is',
      ['/etc/shadow'],
      '/etc/shadow is not named as a Compose file is',
    ],
    ['that is not there', ['/nowhere/compose.yaml'], '/nowhere/compose.yaml is not on this machine'],
    ['of standard input', ['-'], '- is not a file of this machine'],
    ['of a registry', ['oci://shop/app:1'], 'oci://shop/app:1 is not a file of this machine'],
    ['of none', [], 'its containers name no Compose file'],
  ])('%s', async (_, files, reason) => {
    expect(await whyUnread(labelled(files))).toBe(reason);
  });

  test('beside one that may be read', async () => {
    expect(await whyUnread(labelled([own(), '/etc/passwd']))).toContain('/etc/passwd is not named');
  });

  test('that is a link to one of another name, or a folder', async () => {
    const [link, directory] = [join(folder, 'link.yaml'), join(folder, 'folder.yaml')];
    symlinkSync('/etc/passwd', link);
    symlinkSync(folder, directory);

    expect(await whyUnread(labelled([link]))).toBe(`${link} is not named as a Compose file is`);
    expect(await whyUnread(labelled([directory]))).toBe(`${directory} is not named as a Compose file is`);
  });

  test('where the env file is none', async () => {
    const labels = { [LABEL.environmentFile]: '/etc/passwd' };

    expect(await whyUnread(labelled([own()], labels))).toBe('/etc/passwd is not named as an env file is');
  });

  test('of which one is in a folder that all may write, sticky or not', async () => {
    for (const mode of ['0777', '1777']) {
      chmodSync(folder, Number.parseInt(mode, 8));
      expect(await whyUnread(labelled([own()]))).toBe(writableByOthers(folder, mode));
    }
  });

  test('that all may write', async () => {
    chmodSync(own(), 0o666);
    expect(await whyUnread(labelled([own()]))).toBe(writableByOthers(own(), '0666'));
  });

  test('below a folder that all may write', async () => {
    const deep = folderWithFile('open', 'deep');
    chmodSync(join(folder, 'open'), 0o777);

    expect(await whyUnread(labelled([deep]))).toBe(writableByOthers(join(folder, 'open'), '0777'));
  });

  test('through a link in a folder that all may write, or that leads back to itself', async () => {
    const [open, loop] = [join(folder, 'open'), join(folder, 'loop.yaml')];
    folderWithFile('open');
    symlinkSync(folder, join(open, 'link'));
    symlinkSync(loop, loop);
    for (const mode of ['0777', '1777']) {
      chmodSync(open, Number.parseInt(mode, 8));
      const through = join(open, 'link', 'compose.yaml');
      expect(await whyUnread(labelled([through]))).toBe(writableByOthers(open, mode));
    }
    expect(await whyUnread(labelled([loop]))).toBe(`${loop} leads through too many links`);
  });

  test('whose project is in a folder where another user may put an .env', async () => {
    const open = dirname(folderWithFile('open'));
    chmodSync(open, 0o1777);
    const labels = { [LABEL.workingDir]: open };

    expect(await whyUnread(labelled([own()], labels))).toBe(writableByOthers(open, '1777'));
  });

  test('where the .env leads to a file of another name', async () => {
    symlinkSync('/etc/passwd', join(folder, '.env'));

    expect(await whyUnread(labelled([own()]))).toBe(`${join(folder, '.env')} is not named as an env file is`);
  });

  test('where the .env leads to nothing that another user could make', async () => {
    const open = dirname(folderWithFile('open'));
    chmodSync(open, 0o777);
    symlinkSync(join(open, '.env'), join(folder, '.env'));

    expect(await whyUnread(labelled([own()]))).toBe(writableByOthers(open, '0777'));
  });

  test.skipIf(process.platform !== 'linux')('through the folders of a process', async () => {
    const path = join('/proc', String(process.pid), 'root', own());

    expect(await whyUnread(labelled([path]))).toBe(`/proc/${process.pid}/root belongs to a process`);
  });
});

// Only root can give a file to somebody else.
describe.skipIf(process.getuid?.() !== 0)('whyUnread() lets no file of another user be read', () => {
  const foreign = (path: string): string => `${path} belongs to another user (uid ${NOBODY})`;

  test('itself', async () => {
    chownSync(own(), NOBODY, NOBODY);
    expect(await whyUnread(labelled([own()]))).toBe(foreign(own()));
  });

  test('through his link', async () => {
    const link = join(folder, 'link.yaml');
    symlinkSync(own(), link);
    lchownSync(link, NOBODY, NOBODY);
    expect(await whyUnread(labelled([link]))).toBe(foreign(link));
  });

  test('in his folder, nor below one', async () => {
    const deep = folderWithFile('his', 'own', 'deep');
    const his = join(folder, 'his');
    chownSync(his, NOBODY, NOBODY);

    expect(await whyUnread(labelled([deep]))).toBe(foreign(his));
    expect(await whyUnread(labelled([own()], { [LABEL.workingDir]: his }))).toBe(foreign(his));
  });

  test('that a link in his folder leads to, though it leads to good ones until he changes it', async () => {
    const good = dirname(folderWithFile('good', 'shop'));
    const his = join(folder, 'his');
    mkdirSync(his);
    symlinkSync(dirname(good), join(his, 'link'));
    chownSync(his, NOBODY, NOBODY);
    const shop = join(his, 'link', 'shop');
    const labels = { [LABEL.workingDir]: shop };

    expect(await whyUnread(labelled([join(shop, 'compose.yaml')], labels))).toBe(foreign(his));
    expect(await whyUnread(labelled([join(shop, 'compose.yaml')]))).toBe(foreign(his));
  });

  test('in his folder in a sticky one', async () => {
    const shop = folderWithFile('sticky', 'shop');
    chmodSync(join(folder, 'sticky'), 0o1777);
    expect(await whyUnread(labelled([shop]))).toBeUndefined();
    chownSync(dirname(shop), NOBODY, NOBODY);
    expect(await whyUnread(labelled([shop]))).toBe(foreign(dirname(shop)));
  });

  test('that is the .env of the project, or a link to one', async () => {
    const path = join(folder, '.env');
    writeFileSync(path, 'TAG=his');
    chownSync(path, NOBODY, NOBODY);
    expect(await whyUnread(labelled([own()]))).toBe(foreign(path));

    const named = join(folder, 'mine.env');
    writeFileSync(named, '');
    expect(await whyUnread(labelled([own()], { [LABEL.environmentFile]: named }))).toBeUndefined();

    rmSync(path);
    symlinkSync(named, path);
    lchownSync(path, NOBODY, NOBODY);
    expect(await whyUnread(labelled([own()]))).toBe(foreign(path));
  });

  test('that his group may write', async () => {
    chownSync(folder, 0, NOBODY);
    chmodSync(folder, 0o775);
    expect(await whyUnread(labelled([own()]))).toBe(writableByOthers(folder, '0775'));
  });
});
