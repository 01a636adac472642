import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { printDuration } from '../../../../src/spec/attributes/short-syntax/duration.ts';
import { parsePort } from '../../../../src/spec/attributes/short-syntax/port-text.ts';
import { parseVolume } from '../../../../src/spec/attributes/short-syntax/volume-text.ts';
import { loadWeb, problemsOf } from '../../../support/load-files.ts';

const web = (attributes: string) => loadWeb(`services: {web: {image: x, ${attributes}}, db: {image: x}}`);
const problems = (attributes: string) => problemsOf(`services: {web: {image: x, ${attributes}}}`);

describe('ports', () => {
  test('reads every short form', () => {
    const read = (text: string) => {
      const parsed = parsePort(text);
      if (!parsed.ok) return parsed.reason;
      return parsed.ports.map((p) => `${p.hostIp ?? '*'} ${p.published ?? '?'} ${p.target}/${p.protocol}`);
    };
    expect(read('80')).toEqual(['* ? 80/tcp']);
    expect(read('8080:80/UDP')).toEqual(['* 8080 80/udp']);
    expect(read('127.0.0.1::80')).toEqual(['127.0.0.1 ? 80/tcp']);
    expect(read('[::1]:70:70')).toEqual(['::1 70 70/tcp']);
    expect(read('::1:6000:6000')).toEqual(['::1 6000 6000/tcp']);
    expect(read('8000-8002:80')).toEqual(['* 8000-8002 80/tcp']);
    // In the order of the texts, as docker compose prints them.
    expect(read('9000-9002:9-11')).toEqual(['* 9001 10/tcp', '* 9002 11/tcp', '* 9000 9/tcp']);
  });

  test('says what is wrong, at the very characters', async () => {
    expect(await problems('ports: ["80:http", "80:80/tpc", "1-2:1-3", "127.0.0.1:80", "70000"]')).toEqual([
      'compose.yaml:1:40 bad-value «http» port "80:http": "http" is not a port of the container (write "host:container", such as "8080:80")',
      'compose.yaml:1:54 bad-value «tpc» port "80:80/tpc": "tpc" is not a protocol of a port (write tcp, udp or sctp)',
      'compose.yaml:1:60 bad-value «"1-2:1-3"» port "1-2:1-3": the ranges 1-2 and 1-3 differ in size (write as many ports on both sides: "1-3:1-3")',
      'compose.yaml:1:72 bad-value «127.0.0.1» port "127.0.0.1:80": "127.0.0.1" is not a port of the host (write "127.0.0.1::80" to let the engine pick the port)',
      'compose.yaml:1:88 bad-value «70000» port "70000": "70000" is not a port of the container (a port is a number up to 65535)',
    ]);
  });

  test('never throws, whatever the text is', () => {
    fc.assert(fc.property(fc.string(), (text) => typeof parsePort(text).ok === 'boolean'));
  });
});

describe('volumes', () => {
  test('tells folders, volumes and anonymous volumes apart', () => {
    const read = (text: string) => {
      const parsed = parseVolume(text);
      return parsed.ok
        ? `${parsed.mount.type} ${parsed.mount.source ?? '-'} ${parsed.mount.target}`
        : parsed.reason;
    };
    expect(read('./a:/b')).toBe('bind ./a /b');
    expect(read('~/a:/b:ro')).toBe('bind ~/a /b');
    expect(read('data:/b')).toBe('volume data /b');
    expect(read('foo/bar:/b')).toBe('volume foo/bar /b');
    expect(read('/b')).toBe('volume - /b');
    expect(read('C:\\a:/b')).toBe('bind C:\\a /b');
    // A single letter is a Windows drive, whatever was meant.
    expect(read('d:/x')).toBe('volume - d:/x');
    expect(read('a:b:c:d')).toBe('bind a:b c:d');
    expect(read('aa::b')).toBe('volume "aa::b": there is nothing between two colons');
  });

  test('warns of an option that there is not, which docker compose ignores in silence', async () => {
    expect(await problems('volumes: ["./a:/b:ro,rslav"]')).toEqual([
      'compose.yaml:1:49 no-effect warning «rslav» "rslav" is not an option of a volume, so it is ignored (did you mean "rslave"?)',
    ]);
  });

  test('have clean targets, and no name where it is empty', async () => {
    const { volumes } = await web(
      'volumes: ["/a:/z/../b/./c//", {type: volume, source: "", target: /data/}, "C:\\\\a:D:\\\\b"]',
    );
    expect(volumes.map(({ source, target }) => [source, target])).toEqual([
      ['/a', '/b/c'],
      [undefined, '/data'],
      ['C:\\a', 'D:\\b'],
    ]);
  });

  test('warns when one file mounts two things at one target', async () => {
    expect(await problems('volumes: ["./a:/b", "./c:/b/"]')).toEqual([
      'compose.yaml:1:38 duplicate-target warning «"./a:/b"» another volume of this service is mounted at /b too, so this one is not (choose another target for one of them)',
    ]);
  });
});

describe('command', () => {
  test('splits a text into words and keeps the difference between nothing and empty', async () => {
    expect((await web(`command: echo "a b" 'c'`)).command).toEqual(['echo', 'a b', 'c']);
    expect((await web('command: ""')).command).toEqual([]);
    expect((await web('command: []')).command).toEqual([]);
    expect((await web('command: null')).command).toBeUndefined();
  });

  test('drops what follows a shell operator as docker compose does, and says so', async () => {
    const text = 'services: {web: {image: x, command: echo a && echo b}}';
    expect((await loadWeb(text)).command).toEqual(['echo', 'a']);
    expect(await problemsOf(text)).toEqual([
      'compose.yaml:1:44 no-effect warning «&& echo b» command: no shell runs this, so the rest from here on is dropped (write ["sh", "-c", "echo a && echo b"] to have a shell run it)',
    ]);
  });
});

describe('durations and sizes', () => {
  test('are read with their units', async () => {
    const { healthcheck, stopGraceMs } = await web(
      'stop_grace_period: 1w2d, healthcheck: {test: x, interval: 1m30s, timeout: 500us, start_period: 1.5h}',
    );
    expect([
      stopGraceMs,
      healthcheck?.intervalMs,
      healthcheck?.timeoutMs,
      healthcheck?.startPeriodMs,
    ]).toEqual([777_600_000, 90_000, 0.5, 5_400_000]);
    const sizes = await web('mem_limit: 1.5g, mem_reservation: 10 MB, memswap_limit: -1, shm_size: "65536"');
    expect([
      sizes.memLimitBytes,
      sizes.memReservationBytes,
      sizes.memSwapLimitBytes,
      sizes.shmSizeBytes,
    ]).toEqual([1_610_612_736, 10_485_760, -1, 65_536]);
  });

  test('are understood in the words of others, too', async () => {
    const sizes = await web('mem_limit: 512Mi, mem_reservation: "+1g", shm_size: 1ki');
    expect([sizes.memLimitBytes, sizes.memReservationBytes, sizes.shmSizeBytes]).toEqual([
      536_870_912, 1_073_741_824, 1024,
    ]);
    expect(await problems('mem_limit: -1g')).toEqual([
      'compose.yaml:1:39 bad-value «-1g» mem_limit: "-1g" is not a size (write a number with a unit (b, k, m, g), such as "512m")',
    ]);
  });

  test('printDuration() writes what Go writes', () => {
    expect([0, 1e-6, 0.5, 1.5, 1000, 90_000, 777_600_000].map(printDuration)).toEqual([
      '0s',
      '1ns',
      '500µs',
      '1.5ms',
      '1s',
      '1m30s',
      '216h0m0s',
    ]);
  });

  test('say what is missing', async () => {
    expect(
      await problems('stop_grace_period: "10", mem_limit: 10q, healthcheck: {test: x, interval: soon}'),
    ).toEqual([
      'compose.yaml:1:47 bad-value «"10"» stop_grace_period: the duration 10 has no unit (write "10s" for seconds)',
      'compose.yaml:1:64 bad-value «10q» mem_limit: "10q" is not a size (write a number with a unit (b, k, m, g), such as "512m")',
      'compose.yaml:1:102 bad-value «soon» interval: "soon" is not a duration (write numbers with units (ms, s, m, h), such as "1m30s")',
    ]);
  });
});

describe('the other short forms', () => {
  test('numbers and booleans may be written as texts', async () => {
    const spec = await web(
      'tty: "true", scale: "2", cpus: "0.5", init: "False", healthcheck: {test: x, retries: "4"}',
    );
    expect([spec.tty, spec.scale, spec.cpus, spec.init, spec.healthcheck?.retries]).toEqual([
      true,
      2,
      0.5,
      false,
      4,
    ]);
    expect(await problems('tty: "yes"')).toEqual([
      'compose.yaml:1:33 bad-value warning «"yes"» tty: "yes" is not a boolean of YAML 1.2 (write true)',
    ]);
  });

  test('maps of values become texts as Go writes them', async () => {
    const { environment } = await web('environment: {A: 1.10, B: true, C: 0.00001, D: , E: 123456789}');
    expect([...environment]).toEqual([
      ['A', '1.1'],
      ['B', 'true'],
      ['C', '1e-05'],
      ['D', null],
      ['E', '123456789'],
    ]);
  });

  test('a healthcheck test is run by the shell when it is a text, and starts with a known word when it is a list', async () => {
    expect((await web('healthcheck: {test: curl x}')).healthcheck?.test).toEqual(['CMD-SHELL', 'curl x']);
    expect(await problems('healthcheck: {test: [curl, x]}')).toEqual([
      'compose.yaml:1:49 bad-value «curl» a healthcheck test starts with CMD, CMD-SHELL or NONE, not with "curl" (write ["CMD", "curl", "x"])',
    ]);
  });

  test('extra hosts take =, : and maps, and lose their brackets', async () => {
    expect((await web('extra_hosts: ["b:10.0.0.1", "a=[::1]", "c:::2"]')).extraHosts).toEqual([
      'a=::1',
      'b=10.0.0.1',
      'c=::2',
    ]);
    expect((await web('extra_hosts: {a: host-gateway}')).extraHosts).toEqual(['a=host-gateway']);
  });

  test('the last of several values of a variable counts, also when it was there before', async () => {
    expect((await web('environment: [A=1, A=2, A=1]')).environment.get('A')).toBe('1');
    expect(await problems('environment: ["=1"]')).toEqual([
      'compose.yaml:1:42 bad-value «"=1"» the name is missing before "=" (write NAME=value)',
    ]);
  });

  test('an item that is in a list twice is dropped with a warning where docker compose forgives it', async () => {
    expect((await web('cap_add: [A, B, A]')).capAdd).toEqual(['A', 'B']);
    expect(await problems('cap_add: [A, B, A]')).toEqual([
      'compose.yaml:1:44 duplicate-item warning «A» this is in the list already (remove it)',
    ]);
  });
});
