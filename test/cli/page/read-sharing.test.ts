import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readSharing, type SharingFlags } from '../../../src/cli/page/read-sharing.ts';
import {
  allowedHost,
  allowedOrigin,
  listenAddress,
  plainAddress,
  trustedHeaderName,
} from '../../../src/cli/page/sharing-flags.ts';
import { UserError } from '../../../src/diagnostics/user-error.ts';
import { aFolder } from '../../support/a-folder.ts';

const PASSWORD = 'correct horse battery';

const share = (flags: SharingFlags, password?: string) =>
  readSharing(flags, new Map(password === undefined ? [] : [['GANTRY_UI_PASSWORD', password]]));

function refusal(flags: SharingFlags, password?: string): string {
  try {
    share(flags, password);
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  return 'allowed';
}

const listen = { address: '192.168.1.5', port: 4711 };
const proxy = { trustedHeader: 'remote-user', trustedProxy: ['192.168.1.2'] };

describe('who may open the page', () => {
  test('is this machine alone when nothing is said, also when the variable of the password is set', () => {
    expect(share({})).toBeUndefined();
    expect(share({}, PASSWORD)).toBeUndefined();
  });

  test('is nobody else without a password or a proxy', () => {
    for (const address of ['192.168.1.5', '0.0.0.0', '::', 'fd00::5'])
      expect(refusal({ listen: { address } })).toBe(`whoever reaches ${address} would be asked for nothing`);
    expect(refusal({ listen, allowedHost: ['box.lan'] }, '')).toMatch('would be asked for nothing');
    for (const address of ['127.0.0.1', '127.0.0.2', '::1'])
      expect(share({ listen: { address } })).toMatchObject({ address });
    expect(share({ listen }, PASSWORD)).toMatchObject({ address: '192.168.1.5', password: PASSWORD });
    expect(share({ listen, ...proxy })).toMatchObject({
      trustedHeader: { name: 'remote-user', proxies: new Set(['192.168.1.2']) },
    });
  });

  test('needs a name where it listens on all addresses', () => {
    for (const address of ['0.0.0.0', '::']) {
      expect(refusal({ listen: { address } }, PASSWORD)).toMatch('is no address that a browser opens');
      expect(refusal({ listen: { address }, allowedHost: ['box.lan'] }, PASSWORD)).toBe('allowed');
      expect(refusal({ listen: { address }, allowedOrigin: ['https://a.test'] }, PASSWORD)).toBe('allowed');
    }
  });

  test('is nobody by a password of fewer than twelve characters', () => {
    expect(refusal({ listen }, 'elevenchars')).toMatch('fewer than 12 characters');
    expect(refusal({ listen }, '👩‍🚀👩‍🚀👩‍🚀')).toMatch('fewer than 12 characters');
    expect(refusal({ listen }, 'twelve chars')).toBe('allowed');
  });

  test('is nobody by what no field of a browser takes', () => {
    expect(refusal({ listen }, `${PASSWORD}\nanother line`)).toMatch('more than one line');
    expect(refusal({ listen }, `${PASSWORD}\u0007`)).toMatch('nobody can type');
    expect(refusal({ listen }, 'x'.repeat(513))).toMatch('more than 512 characters');
    expect(refusal({ listen }, 'x'.repeat(512))).toBe('allowed');
  });

  test('by a header only with its proxy', () => {
    expect(refusal({ listen, trustedHeader: 'remote-user' })).toMatch('anybody could send');
    expect(refusal({ listen, trustedProxy: ['192.168.1.2'] }, PASSWORD)).toMatch('does nothing without');
  });

  test('by the password of a file, without the end of its line, rather than by that of the variable', () => {
    const folder = aFolder({
      unix: `${PASSWORD}\n`,
      windows: `${PASSWORD}\r\n`,
      bare: PASSWORD,
      empty: '\n',
    });
    for (const name of ['unix', 'windows', 'bare'])
      expect(share({ passwordFile: join(folder, name) }, 'another password')).toMatchObject({
        address: '127.0.0.1',
        password: PASSWORD,
      });
    writeFileSync(join(folder, 'marked'), `\ufeff${PASSWORD}\r\n`);
    expect(share({ passwordFile: join(folder, 'marked') })?.password).toBe(PASSWORD);
    expect(refusal({ listen, passwordFile: join(folder, 'empty') }, PASSWORD)).toMatch('fewer than 12');
    expect(refusal({ listen, passwordFile: join(folder, 'none') }, PASSWORD)).toMatch('cannot be read');
  });
});

test('a file that is no text, or that others may write, has no password', () => {
  const folder = aFolder({ open: PASSWORD });
  writeFileSync(join(folder, 'bytes'), Buffer.alloc(13, 0xff));
  expect(refusal({ listen, passwordFile: join(folder, 'bytes') })).toMatch('is no text in UTF-8');
  chmodSync(join(folder, 'open'), 0o666);
  expect(refusal({ listen, passwordFile: join(folder, 'open') })).toMatch('can be written by others');
  expect(refusal({ listen }, ' '.repeat(12))).toMatch('blanks at its ends do not count');
});

describe('on the command line', () => {
  test.each([
    ['0.0.0.0', { address: '0.0.0.0' }],
    ['192.168.1.5:4711', { address: '192.168.1.5', port: 4711 }],
    ['[::1]:80', { address: '::1', port: 80 }],
    ['[::1]', { address: '::1' }],
    ['0:0::1', { address: '::1' }],
    ['::', { address: '::' }],
  ])('%s is an address', (text, address) => {
    expect(listenAddress(text)).toEqual(address);
  });

  test.each([
    '',
    'box.lan',
    'localhost:80',
    '1.2.3',
    '1.2.3.4:',
    '1.2.3.4:99999',
    '[1.2.3.4',
    'fe80::1%eth0',
    ':80',
  ])('%j is none', (text) => {
    expect(() => listenAddress(text)).toThrow();
  });

  test('a host has a name and perhaps a port, an origin a scheme and no path', () => {
    for (const host of ['box.lan', 'box.lan:8080', '192.168.1.5', '[fd00::5]:80'])
      expect(allowedHost(host)).toBe(host);
    for (const host of [
      '',
      'https://box.lan',
      'box.lan/a',
      'a@box.lan',
      'box lan',
      '*',
      'box.lan:',
      'box.lan:0x1',
    ])
      expect(() => allowedHost(host)).toThrow();
    expect(allowedOrigin('https://Gantry.example.com:443/')).toBe('https://gantry.example.com');
    for (const origin of [
      'gantry.example.com',
      'https://a.test/b',
      'https://u@a.test',
      'file:///a',
      'null',
      '*',
    ])
      expect(() => allowedOrigin(origin)).toThrow();
  });

  test('a proxy has an address, in the form in which the system gives it', () => {
    expect(plainAddress('FD00:0:0::0005')).toBe('fd00::5');
    for (const text of ['proxy.lan', '192.168.1.0/24', 'fe80::1%eth0'])
      expect(() => plainAddress(text)).toThrow();
  });

  test('what proxies say of everybody names nobody', () => {
    expect(trustedHeaderName('X-Forwarded-User')).toBe('x-forwarded-user');
    for (const name of [
      'X-Forwarded-For',
      'x-real-ip',
      'Host',
      'Authorization',
      'Cookie',
      'User-Agent',
      'a b',
      '',
    ])
      expect(() => trustedHeaderName(name)).toThrow();
  });
});
