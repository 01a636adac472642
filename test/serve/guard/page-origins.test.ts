import { describe, expect, test } from 'vitest';
import { originsByHost, pageOrigins } from '../../../src/serve/guard/page-origins.ts';

const at = { address: '127.0.0.1', port: 4711, localName: 'gantry-a.localhost', hosts: [], origins: [] };

describe('what the page may be opened by', () => {
  test('is its own name and its address, when it is not shared', () => {
    expect(pageOrigins(at)).toEqual(['http://gantry-a.localhost:4711', 'http://127.0.0.1:4711']);
  });

  test('is the address that it listens on, and no name of this machine that nobody allowed', () => {
    expect(pageOrigins({ ...at, address: '192.168.1.5' })).toEqual(['http://192.168.1.5:4711']);
    expect(pageOrigins({ ...at, address: 'fd00::5' })).toEqual(['http://[fd00::5]:4711']);
    expect(pageOrigins({ ...at, address: '::1' })).toEqual(['http://[::1]:4711']);
  });

  test.each(['0.0.0.0', '::'])('is what was named alone, when it listens on %s', (address) => {
    const hosts = ['box.lan', 'box.lan:8080', '[fd00::5]'];
    expect(pageOrigins({ ...at, address, hosts })).toEqual([
      'http://box.lan:4711',
      'http://box.lan:8080',
      'http://[fd00::5]:4711',
    ]);
    expect(() => pageOrigins({ ...at, address })).toThrow(RangeError);
  });

  test('begins with that of the proxy', () => {
    const [first] = pageOrigins({ ...at, hosts: ['box.lan'], origins: ['https://gantry.example.com'] });
    expect(first).toBe('https://gantry.example.com');
  });

  test('has no port where that is the default of its scheme, as browsers leave it out', () => {
    const [first] = pageOrigins({ ...at, port: 80, address: '0.0.0.0', hosts: ['box.lan'] });
    expect(first).toBe('http://box.lan');
    expect(pageOrigins({ ...at, address: '0.0.0.0', hosts: ['box.lan:80'] })).toEqual(['http://box.lan']);
    expect(pageOrigins({ ...at, address: '0.0.0.0', hosts: ['box.lan:443'] })).toEqual([
      'http://box.lan:443',
    ]);
  });
});

test('an origin belongs to the host that browsers send with it, and one host may have two', () => {
  const origins = ['https://box.lan:8443', 'http://box.lan:8443', 'https://gantry.example.com'];
  const byHost = originsByHost(origins);

  expect([...(byHost.get('box.lan:8443') ?? [])]).toEqual(origins.slice(0, 2));
  expect([...(byHost.get('gantry.example.com') ?? [])]).toEqual(origins.slice(2));
  expect(byHost.has('gantry.example.com:443')).toBe(false);
});
