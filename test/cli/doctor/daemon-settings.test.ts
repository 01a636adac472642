import { expect, test } from 'vitest';
import { readDaemonSettings } from '../../../src/cli/doctor/daemon-settings.ts';
import { readPortRange, readSwap } from '../../../src/cli/doctor/proc-files.ts';

const none = () => undefined;

test('readDaemonSettings() knows where an engine has its settings and data when nobody says so', () => {
  expect(readDaemonSettings(['-H', 'fd://', '--containerd=/run/containerd/containerd.sock'], none)).toEqual({
    file: '/etc/docker/daemon.json',
    dataRoot: '/var/lib/docker',
    hosts: ['fd://'],
    tlsVerify: false,
  });
});

test('readDaemonSettings() reads flags', () => {
  const words = [
    ...['--config-file', '/e/d.json', '--data-root=/data', '--iptables=false', '--tlsverify'],
    ...[
      '--log-opt',
      'max-file=3',
      '--log-opt',
      'max-size=10m',
      '-H',
      'unix:///a',
      '--host=tcp://0.0.0.0:2376',
    ],
  ];

  expect(readDaemonSettings(words, none)).toEqual({
    file: '/e/d.json',
    dataRoot: '/data',
    iptables: false,
    logMaxSize: '10m',
    hosts: ['tcp://0.0.0.0:2376'],
    tlsVerify: true,
  });
});

test('readDaemonSettings() reads the file, and takes one that is broken for none', () => {
  const file = JSON.stringify({
    iptables: false,
    'log-opts': { 'max-size': '10m' },
    'data-root': '/data',
    hosts: ['tcp://0.0.0.0:2375'],
  });

  expect(
    readDaemonSettings([], (path) => (path === '/etc/docker/daemon.json' ? file : undefined)),
  ).toMatchObject({
    iptables: false,
    logMaxSize: '10m',
    dataRoot: '/data',
    hosts: ['tcp://0.0.0.0:2375'],
    tlsVerify: false,
  });
  expect(readDaemonSettings([], () => '{ "iptables": fal')).toMatchObject({ dataRoot: '/var/lib/docker' });
});

test('readPortRange() reads what the kernel hands out, and what it keeps', () => {
  const read = (reserved: string) => (path: string) => (path.endsWith('range') ? '32768\t60999\n' : reserved);

  expect(readPortRange(read('8080,40000-40010\n'))).toEqual({
    from: 32_768,
    to: 60_999,
    reserved: [
      { from: 8080, to: 8080 },
      { from: 40_000, to: 40_010 },
    ],
  });
  expect(readPortRange(read('\n'))?.reserved).toEqual([]);
  expect(readPortRange(none)).toBeUndefined();
});

test('readSwap() reads what the kernel tells', () => {
  expect(readSwap('MemTotal:  8 kB\nSwapTotal:     2000 kB\nSwapFree:      500 kB\n')).toEqual({
    totalBytes: 2_048_000,
    freeBytes: 512_000,
  });
  expect(readSwap('')).toBeUndefined();
});
