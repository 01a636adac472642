import { expect, test } from 'vitest';
import { psRecord, psTable } from '../../../src/ui/tables/ps-output.ts';
import { anObservedContainer } from '../../support/an-observed-container.ts';
import { lines } from '../../support/lines.ts';

const now = new Date(1_700_000_180_000);
const web = anObservedContainer('web', {
  image: 'registry.example.com/web',
  command: 'httpd -f -h /var/www/html',
  ports: [
    { hostIp: '0.0.0.0', published: 8080, target: 80, protocol: 'tcp' },
    { hostIp: '::', published: 8080, target: 80, protocol: 'tcp' },
  ],
});
const db = anObservedContainer('db');

test('psTable() shows everything where there is room', () => {
  expect(psTable([db, web], { truncate: true, now })).toBe(
    lines(
      'NAME        IMAGE                      COMMAND                  SERVICE   CREATED         STATUS         PORTS',
      'app-db-1    busybox                    "sleep 900"              db        3 minutes ago   Up 3 minutes   ',
      'app-web-1   registry.example.com/web   "httpd -f -h /var/ww…"   web       3 minutes ago   Up 3 minutes   0.0.0.0:8080->80/tcp, :::8080->80/tcp',
      '',
    ),
  );
});

test('psTable() writes a command as one line between quotes, whatever is in it', () => {
  const odd = anObservedContainer('odd', { command: 'sh -c \'echo "hi"\nsleep 9\'' });

  expect(psTable([odd], { truncate: false, now })).toContain(` "sh -c 'echo \\"hi\\"\\nsleep 9'" `);
  expect(psRecord(odd, false, now)).toMatchObject({ Command: `"sh -c 'echo \\"hi\\"\\nsleep 9'"` });
});

test.each([
  [
    140,
    [
      'NAME        IMAGE                      COMMAND                SERVICE   CREATED         STATUS         PORTS',
      'app-web-1   registry.example.com/web   "httpd -f -h /var/w…   web       3 minutes ago   Up 3 minutes   0.0.0.0:8080->80/tcp, :::8080->80/tcp',
    ],
  ],
  [
    100,
    [
      'NAME        IMAGE                      SERVICE   CREATED         STATUS         PORTS',
      'app-web-1   registry.example.com/web   web       3 minutes ago   Up 3 minutes   0.0.0.0:8080->80/…',
    ],
  ],
  [
    80,
    [
      'NAME        IMAGE                    SERVICE   STATUS         PORTS',
      'app-web-1   registry.example.com/…   web       Up 3 minutes   0.0.0.0:8080->80/…',
    ],
  ],
  [40, ['NAME        SERVICE   STATUS', 'app-web-1   web       Up 3 minutes']],
  [20, ['NAME        STATUS', 'app-web-1   Up 3 mi…']],
  // Narrower than a name: the terminal breaks the lines.
  [1, ['NAME        STATUS', 'app-web-1   Up 3 mi…']],
])(
  'psTable() fits a terminal of %i columns: commands and ports give way first, names and states stay',
  (columns, expected) => {
    const table = psTable([web], { truncate: true, now, columns });
    expect(table).toBe(lines(...expected, ''));
    expect(Math.max(...table.split('\n').map((line) => line.length))).toBeLessThanOrEqual(
      Math.max(20, columns),
    );
  },
);

test('psTable() cuts nothing under --no-trunc, however narrow the terminal is', () => {
  expect(psTable([web], { truncate: false, now, columns: 40 })).toContain('"httpd -f -h /var/www/html"');
});

test('psTable() cuts names in front where a state would else be cut to nothing', () => {
  const long = { ...web, name: 'shop-frontend-with-a-long-name-1' };
  const [header, row = ''] = psTable([long], { truncate: true, now, columns: 40 }).split('\n');
  expect(header).toMatch(/^NAME +STATUS/);
  expect(row).toMatch(/^….*long-name-1 +Up 3 minutes/);
});

test('psRecord() cuts ids, commands and mounts as docker compose does, and nothing under --no-trunc', () => {
  const container = anObservedContainer('web', {
    command: 'httpd -f -h /var/www/html',
    mounts: [
      { type: 'volume', name: 'app_data', source: '/var/lib/docker/volumes/app_data/_data', target: '/data' },
      { type: 'bind', source: '/home/me/app/www', target: '/www' },
      { type: 'volume', name: 'fifteen_letters', source: '/x', target: '/y' },
    ],
  });
  expect(psRecord(container, true, now)).toMatchObject({
    ID: container.id.slice(0, 12),
    Command: '"httpd -f -h /var/ww…"',
    Mounts: 'app_data,/home/me/app/w…,fifteen_letters',
    LocalVolumes: '2',
  });
  expect(psRecord(container, false, now)).toMatchObject({
    ID: container.id,
    Command: '"httpd -f -h /var/www/html"',
    Mounts: 'app_data,/home/me/app/www,fifteen_letters',
  });
});

test('psRecord() has a digest only where somebody asked for it, and an empty one for an image that no registry has', () => {
  const digests = new Map([[web.id, `sha256:${'a'.repeat(64)}`]]);

  expect(psRecord(web, true, now)).not.toHaveProperty('Digest');
  expect(psRecord(web, true, now, { digests })).toHaveProperty('Digest', `sha256:${'a'.repeat(64)}`);
  expect(psRecord(db, true, now, { digests })).toHaveProperty('Digest', '');
});
