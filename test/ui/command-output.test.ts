import { expect, test } from 'vitest';
import { containerId } from '../../src/model/ids.ts';
import { LABEL } from '../../src/model/labels.ts';
import { eventJson, eventLine } from '../../src/ui/logs/events-output.ts';
import { imageRecord, imagesTable } from '../../src/ui/tables/images-output.ts';
import { lsRecord, lsTable, summarizeProjects } from '../../src/ui/tables/ls-output.ts';
import { serviceUrls } from '../../src/ui/tables/service-urls.ts';
import { statsText } from '../../src/ui/tables/stats-output.ts';
import { topText } from '../../src/ui/tables/top-output.ts';
import { volumeRecord, volumesTable } from '../../src/ui/tables/volumes-output.ts';
import { anObservedContainer } from '../support/an-observed-container.ts';
import { lines } from '../support/lines.ts';

// What is expected here was recorded of docker-compose 2.26.1 and docker 26.1.5.
const WIDE = Number.POSITIVE_INFINITY;
const BUSYBOX = 'sha256:41daa98d812854c95851b3e10e0b3ffc0dcfc9df3a1c575c0311b1320ab806b5';

const files = { [LABEL.configFiles]: '/tmp/lab/compose.yaml' };
const projects = summarizeProjects([
  anObservedContainer('web', { labels: files }),
  anObservedContainer('db', { labels: files }),
  anObservedContainer('job', { labels: files, state: 'exited' }),
  anObservedContainer('x', { labels: { [LABEL.project]: 'another', ...files } }),
]);

test('ls puts instances behind their project, with the time that they have left', () => {
  const instance = (name: string, of: string, more: Readonly<Record<string, string>> = {}) =>
    anObservedContainer('web', {
      name: `${of}-${name}-web-1`,
      labels: {
        [LABEL.project]: `${of}-${name}`,
        [LABEL.instance]: name,
        [LABEL.instanceOf]: of,
        ...files,
        ...more,
      },
    });
  const expires = '2026-01-01T01:59:20Z';
  const found = summarizeProjects(
    [
      anObservedContainer('web', { labels: { [LABEL.project]: 'app-extra', ...files } }),
      instance('b', 'app', { [LABEL.instanceExpires]: '2026-01-01T00:30:00Z' }),
      instance('a', 'app', { [LABEL.instanceExpires]: '2025-01-01T00:00:00Z' }),
      anObservedContainer('web', { labels: files }),
    ],
    [aVolumeOf('app-b', { [LABEL.instanceExpires]: expires })],
  );
  expect(lsTable(found, WIDE, Date.parse('2026-01-01T00:00:00Z'))).toBe(
    lines(
      'NAME        PROJECT     INSTANCE   EXPIRES      STATUS       CONFIG FILES',
      'app         app                                 running(1)   /tmp/lab/compose.yaml',
      'app-a       app         a          over         running(1)   /tmp/lab/compose.yaml',
      'app-b       app         b          in 2 hours   running(1)   /tmp/lab/compose.yaml',
      'app-extra   app-extra                           running(1)   /tmp/lab/compose.yaml',
      '',
    ),
  );
  expect(found.map(lsRecord)[2]).toMatchObject({ Project: 'app', Instance: 'b', Expires: expires });
});

const aVolumeOf = (project: string, labels: Readonly<Record<string, string>>) => ({
  name: `${project}_expires`,
  driver: 'local',
  labels: { [LABEL.project]: project, ...labels },
});

test('ls counts the states of each project, in order', () => {
  expect(lsTable(projects, WIDE, 0)).toBe(
    lines(
      'NAME                STATUS                  CONFIG FILES',
      'another             running(1)              /tmp/lab/compose.yaml',
      'app                 exited(1), running(2)   /tmp/lab/compose.yaml',
      '',
    ),
  );
  expect(projects.map(lsRecord)[1]).toEqual({
    Name: 'app',
    Status: 'exited(1), running(2)',
    ConfigFiles: '/tmp/lab/compose.yaml',
  });
});

const image = {
  container: 'gt-commands-lab-db-1',
  id: BUSYBOX,
  repository: 'busybox',
  tag: 'latest',
  sizeBytes: 2_026_538,
  createdAt: 1_700_000_000,
};

test('images has the columns and the members of docker compose', () => {
  const look = { wide: false, now: new Date(0), columns: WIDE };
  expect(imagesTable([image], look)).toBe(
    lines(
      'CONTAINER              REPOSITORY          TAG                 IMAGE ID            SIZE',
      'gt-commands-lab-db-1   busybox             latest              41daa98d8128        2.03MB',
      '',
    ),
  );
  expect(imageRecord({ ...image, platform: 'linux/arm64/v8', namedAtMs: 1 }, false)).toEqual({
    ID: BUSYBOX,
    ContainerName: 'gt-commands-lab-db-1',
    Repository: 'busybox',
    Tag: 'latest',
    Size: 2_026_538,
  });
});

test('images --wide says for what platform an image is and how old, and nothing of one that was made without a date', () => {
  const look = { wide: true, now: new Date(1_700_000_000_000 + 3 * 86_400_000), columns: WIDE };
  const known = { ...image, platform: 'linux/arm64/v8', namedAtMs: 1_700_000_000_500 };
  const table = imagesTable([known, { ...image, createdAt: 0 }], look).split('\n');
  expect(table.map((line) => [line.slice(63, 83).trim(), line.slice(123).trim()])).toEqual([
    ['PLATFORM', 'CREATED'],
    ['linux/arm64/v8', '3 days ago'],
    ['N/A', 'N/A'],
    ['', ''],
  ]);
  expect(imageRecord(known, true)).toMatchObject({
    Platform: 'linux/arm64/v8',
    Created: '2023-11-14T22:13:20Z',
    LastTagTime: '2023-11-14T22:13:20.500Z',
  });
  expect(Object.keys(Object(imageRecord({ ...image, createdAt: 0 }, true)))).not.toContain('Created');
});

test('images fits a narrow terminal: names are cut before anything else', () => {
  const table = imagesTable([image], { wide: false, now: new Date(0), columns: 60 });
  expect(Math.max(...table.split('\n').map((line) => line.length))).toBeLessThanOrEqual(60);
  expect(table).toContain('2.03MB');
});

test('top pads columns as ps does, and names the container above them', () => {
  const titles = ['UID', 'PID', 'PPID', 'C', 'STIME', 'TTY', 'TIME', 'CMD'];
  const processes = [['root', '458', '390', '0', '17:25', '?', '00:00:00', '/sbin/docker-init -- sleep 900']];
  expect(topText([{ container: anObservedContainer('db'), titles, processes }], WIDE)).toBe(
    lines(
      'app-db-1',
      'UID    PID   PPID   C    STIME   TTY   TIME       CMD',
      'root   458   390    0    17:25   ?     00:00:00   /sbin/docker-init -- sleep 900',
      '',
      '',
    ),
  );
});

const usage = {
  cpuPercent: 1.594,
  memoryBytes: 892 * 1024,
  memoryLimitBytes: 25_275_883_520,
  receivedBytes: 1_060,
  sentBytes: 0,
  readBytes: 0,
  writtenBytes: 0,
  processes: 2,
};
const usages = [
  { container: anObservedContainer('db', { id: containerId('5d467183e672'.padEnd(64, '0')) }), usage },
];
const stats = (format: string, columns = WIDE): string =>
  statsText(usages, { format, truncate: true, columns });

test('stats has the table and the members of docker stats', () => {
  expect(stats('table')).toBe(
    lines(
      'CONTAINER ID   NAME       CPU %     MEM USAGE / LIMIT   MEM %     NET I/O       BLOCK I/O   PIDS',
      '5d467183e672   app-db-1   1.59%     892KiB / 23.54GiB   0.00%     1.06kB / 0B   0B / 0B     2',
      '',
    ),
  );
  expect(stats('json')).toBe(
    '{"BlockIO":"0B / 0B","CPUPerc":"1.59%","Container":"5d467183e672","ID":"5d467183e672","MemPerc":"0.00%","MemUsage":"892KiB / 23.54GiB","Name":"app-db-1","NetIO":"1.06kB / 0B","PIDs":"2"}\n',
  );
  expect(stats('table {{.Name}}\\t{{.MemPerc}}')).toBe(lines('NAME       MEM %', 'app-db-1   0.00%', ''));
});

test('stats gives up ids before it lets a line wrap', () => {
  expect(stats('table', 90).split('\n')[0]).toBe(
    'NAME       CPU %   MEM USAGE / LIMIT   MEM %   NET I/O       BLOCK I/O   PIDS',
  );
});

test('volumes has the members of docker volume ls, and reads labels in templates', () => {
  const volume = {
    name: 'lab_data',
    driver: 'local',
    labels: { [LABEL.volume]: 'data', [LABEL.project]: 'lab' },
    mountpoint: '/var/lib/docker/volumes/lab_data/_data',
    scope: 'local',
  };
  expect(volumesTable([volume])).toBe(lines('DRIVER    VOLUME NAME', 'local     lab_data', ''));
  expect(JSON.parse(JSON.stringify(volumeRecord(volume)))).toEqual({
    Availability: 'N/A',
    Driver: 'local',
    Group: 'N/A',
    Labels: 'com.docker.compose.project=lab,com.docker.compose.volume=data',
    Links: 'N/A',
    Mountpoint: '/var/lib/docker/volumes/lab_data/_data',
    Name: 'lab_data',
    Scope: 'local',
    Size: 'N/A',
    Status: 'N/A',
  });
});

const event = {
  type: 'container',
  service: 'db',
  id: '6f540df5f844',
  action: 'start',
  attributes: { image: 'busybox:latest', name: 'gt-lab-db-1' },
  time: '2026-11-24T17:38:53.122573999Z',
};

test('events has the line and the object of docker compose, with all the digits of the time', () => {
  const local = new Date(event.time);
  const hours = String(local.getHours()).padStart(2, '0');
  expect(eventLine(event)).toMatch(
    new RegExp(
      `^2026-11-2\\d ${hours}:\\d\\d:53\\.122573 container start 6f540df5f844 \\(image=busybox:latest, name=gt-lab-db-1\\)\n$`,
    ),
  );
  expect(eventJson(event)).toBe(
    '{"action":"start","attributes":{"image":"busybox:latest","name":"gt-lab-db-1"},"id":"6f540df5f844","service":"db","time":"2026-11-24T17:38:53.122573999Z","type":"container"}\n',
  );
});

type Published = readonly [hostIp: string, published: number, target: number];

const publishing = (ports: readonly Published[]) => [
  anObservedContainer('web', {
    ports: ports.map(([hostIp, published, target]) => ({ hostIp, published, target, protocol: 'tcp' })),
  }),
];
const urls = (...ports: readonly Published[]): readonly string[] =>
  serviceUrls(publishing(ports), 'localhost').map(({ url }) => url);

test('serviceUrls() makes one address of a port on IPv4 and IPv6, and leaves out what goes without saying', () => {
  expect(urls(['0.0.0.0', 8080, 80], ['::', 8080, 80])).toEqual(['http://localhost:8080']);
  expect(urls(['0.0.0.0', 80, 80], ['0.0.0.0', 443, 443])).toEqual(['http://localhost', 'https://localhost']);
  expect(urls(['127.0.0.1', 5000, 80], ['::1', 5001, 80])).toEqual([
    'http://127.0.0.1:5000',
    'http://[::1]:5001',
  ]);
});

test('serviceUrls() calls a database by its own scheme, which is nothing for a browser', () => {
  const [url] = serviceUrls(publishing([['0.0.0.0', 55432, 5432]]), 'example.com');
  expect(url).toMatchObject({ url: 'postgresql://example.com:55432', isWeb: false });
});
