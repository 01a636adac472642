import { describe, expect, test } from 'vitest';
import type { MountRequest } from '../../../src/model/container-request.ts';
import { compareMounts } from '../../../src/planner/diff/compare-mounts.ts';
import { IMAGE } from '../../support/an-inspection.ts';

const ANONYMOUS = 'a'.repeat(64);

/** How a change names what is mounted. */
const shown = (mounted: { Binds?: readonly string[]; Mounts?: readonly MountRequest[] }) =>
  compareMounts({}, undefined, mounted).map(({ field, to }) => `${field} ${to}`);

describe('compareMounts()', () => {
  test.each([
    ['/in:/data', 'bind /in'],
    ['./in:/data', 'bind ./in'],
    ['~/in:/data', 'bind ~/in'],
    ['C:\\in:/data', 'bind C:\\in'],
    ['c:\\in:/data', 'bind c:\\in'],
    ['c:/in:/data', 'bind c:/in'],
    ['c:/in:/data:ro', 'bind c:/in (ro)'],
    ['\\\\server\\in:/data', 'bind \\\\server\\in'],
    ['logs:/data', 'volume logs'],
    ['my~logs:/data', 'volume my~logs'],
    [`${ANONYMOUS}:/data`, 'volume'],
    ['/data', 'volume'],
    ['logs:/data:nocopy', 'volume logs ({"nocopy":true})'],
    ['/in:/data:rw', 'bind /in'],
    ['/in:/data:ro', 'bind /in (ro)'],
    ['/in:/data:z', 'bind /in (z)'],
    ['/in:/data:Z', 'bind /in (Z)'],
    ['/in:/data:ro,Z,rslave', 'bind /in (ro,Z,rslave)'],
    ['/in:/data:shared', 'bind /in (shared)'],
    ['/in:/data:slave', 'bind /in (slave)'],
    ['/in:/data:private', 'bind /in (private)'],
    ['/in:/data:rshared', 'bind /in (rshared)'],
    ['/in:/data:rprivate', 'bind /in'],
  ])('reads the bind %s as %s', (bind, expected) => {
    expect(shown({ Binds: [bind] })).toEqual([`volumes./data ${expected}`]);
  });

  test.each<readonly [MountRequest, string]>([
    [{ Type: 'bind', Source: '/in', Target: '/data', ReadOnly: false }, 'bind /in'],
    [{ Type: 'bind', Source: '/in', Target: '/data', BindOptions: { Propagation: '' } }, 'bind /in'],
    [{ Type: 'bind', Source: '/in', Target: '/data', BindOptions: { Propagation: 'rprivate' } }, 'bind /in'],
    [
      { Type: 'bind', Source: '/in', Target: '/data', BindOptions: { NonRecursive: true } },
      'bind /in ({"recursive":"disabled"})',
    ],
    [
      { Type: 'bind', Source: '/in', Target: '/data', BindOptions: { ReadOnlyNonRecursive: true } },
      'bind /in ({"recursive":"writable"})',
    ],
    [
      { Type: 'bind', Source: '/in', Target: '/data', BindOptions: { ReadOnlyForceRecursive: true } },
      'bind /in ({"recursive":"readonly"})',
    ],
    [{ Type: 'bind', Source: '/in', Target: '/data', BindOptions: { CreateMountpoint: true } }, 'bind /in'],
    [{ Type: 'volume', Source: '', Target: '/data' }, 'volume'],
    [{ Type: 'volume', Source: ANONYMOUS, Target: '/data' }, 'volume'],
    [
      { Type: 'volume', Source: 'logs', Target: '/data', VolumeOptions: { NoCopy: true } },
      'volume logs ({"nocopy":true})',
    ],
    [
      { Type: 'volume', Source: 'logs', Target: '/data', VolumeOptions: { Labels: { a: '1' } } },
      'volume logs',
    ],
    [
      { Type: 'image', Source: 'app', Target: '/data', ImageOptions: { Subpath: 'a' } },
      'image app ({"Subpath":"a"})',
    ],
    [{ Type: 'npipe', Source: 'pipe', Target: '/data' }, 'npipe pipe'],
  ])('reads the mount %j as %s', (mount, expected) => {
    expect(shown({ Mounts: [mount] })).toEqual([`volumes./data ${expected}`]);
  });

  test('sees no difference between the two ways of asking for the same options', () => {
    const asked = { Type: 'volume', Source: 'logs', Target: '/data', VolumeOptions: { NoCopy: true } };

    expect(compareMounts({ Binds: ['logs:/data:nocopy'] }, undefined, { Mounts: [asked] })).toEqual([]);
    expect(compareMounts({ Binds: ['logs:/data'] }, undefined, { Mounts: [asked] })).toEqual([
      { field: 'volumes./data', from: 'volume logs', to: 'volume logs ({"nocopy":true})' },
    ]);
  });

  test('takes an anonymous volume for one of the image where the image has a volume, or is gone', () => {
    const have = { Mounts: [{ Type: 'volume', Source: ANONYMOUS, Target: '/data' }] };

    expect(compareMounts(have, { ...IMAGE, volumes: ['/data'] }, {})).toEqual([]);
    expect(compareMounts(have, undefined, {})).toEqual([]);
    expect(compareMounts(have, { ...IMAGE, volumes: ['/other'] }, {})).toEqual([
      { field: 'volumes./data', from: 'volume' },
    ]);
  });

  test('misses what the file asked for where the image has a volume too', () => {
    const image = { ...IMAGE, volumes: ['/data'] };

    expect(compareMounts({ Binds: ['logs:/data'] }, image, {})).toEqual([
      { field: 'volumes./data', from: 'volume logs' },
    ]);
    expect(compareMounts({ Mounts: [{ Type: 'tmpfs', Target: '/data' }] }, image, {})).toEqual([
      { field: 'volumes./data', from: 'tmpfs' },
    ]);
    expect(compareMounts({ Binds: [`${ANONYMOUS}:/data`] }, image, { Binds: ['logs:/data'] })).toEqual([
      { field: 'volumes./data', from: 'volume', to: 'volume logs' },
    ]);
  });

  test('hides no path that sounds like a secret', () => {
    expect(shown({ Binds: ['/run/password:/password'] })).toEqual(['volumes./password bind /run/password']);
  });
});
