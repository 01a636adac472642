import { chownSync, lchownSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { whyUnread } from '../../../src/cli/page/why-unread.ts';
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
});

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

  test.skipIf(process.getuid?.() !== 0)('that somebody else owns, or whose folder', async () => {
    chownSync(own(), NOBODY, NOBODY);
    expect(await whyUnread(labelled([own()]))).toBe(`${own()} belongs to another user`);
    chownSync(own(), 0, 0);
    const link = join(folder, 'link.yaml');
    symlinkSync(own(), link);
    lchownSync(link, NOBODY, NOBODY);
    expect(await whyUnread(labelled([link]))).toBe(`${link} belongs to another user`);
    chownSync(folder, NOBODY, NOBODY);
    const elsewhere = { [LABEL.workingDir]: '/' };
    expect(await whyUnread(labelled([own()], elsewhere))).toBe(`${folder} belongs to another user`);
    expect(await whyUnread(labelled([own()]))).toBe(`${folder} belongs to another user`);
  });
});
