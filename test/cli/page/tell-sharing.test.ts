import { expect, test } from 'vitest';
import { tellDoor, tellSharing } from '../../../src/cli/page/tell-sharing.ts';
import { aCli } from '../../support/a-cli.ts';

type Sharing = Parameters<typeof tellSharing>[2];

function told(origin: string, sharing: Pick<Sharing, 'address' | 'trustedHeader'>): string {
  const cli = aCli('/');
  tellSharing(cli, { origin, port: 4711 }, { hosts: [], origins: [], ...sharing });
  return cli.written.stderr;
}

test('who shares the page over a network learns what of it is not encrypted', () => {
  expect(told('http://box.lan:4711', { address: '192.168.1.5' })).toContain(
    'warning: what goes to and from http://box.lan:4711 is not encrypted',
  );
  expect(told('https://gantry.example.com', { address: 'fd00::5' })).toContain(
    'warning: what goes between the proxy and [fd00::5]:4711 is not encrypted',
  );
  for (const origin of ['https://gantry.example.com', 'http://gantry-k3f9.localhost:4711'])
    expect(told(origin, { address: '127.0.0.1' })).toBe('it listens on 127.0.0.1:4711\n');
});

test('who trusts a proxy of the same machine learns who else can send its header', () => {
  const sharing = { address: '127.0.0.1', trustedHeader: { name: 'remote-user', proxies: new Set(['::1']) } };

  expect(told('https://gantry.example.com', sharing)).toContain('can send remote-user from ::1');
});

test('a name that a proxy gives is a text, whatever is in it', () => {
  const cli = aCli('/');
  tellDoor(cli, { kind: 'admitted', address: '10.0.0.2', user: 'a\u001b[2Jb' });

  expect(cli.written.stderr).not.toContain('\u001b');
});
