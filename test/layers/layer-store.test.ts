import {
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import type { LayerContents } from '../../src/layers/layer-contents.ts';
import { layerFromJson, layerToJson } from '../../src/layers/layer-form.ts';
import { LayerStore } from '../../src/layers/layer-store.ts';
import { aFolder } from '../support/a-folder.ts';

const folder = aFolder({});
const layers = join(folder, 'cache/layers');
beforeEach(() => rmSync(layers, { recursive: true, force: true }));
afterAll(() => rmSync(folder, { recursive: true }));

const ID = `sha256:${'a'.repeat(64)}`;
const CONTENTS: LayerContents = {
  files: new Map([
    ['/a', { kind: 'file', bytes: 5, mode: 0o4755, uid: 1, gid: 2, modifiedAt: 3, signs: ['secret'] }],
    ['/b', { kind: 'link', bytes: 0, mode: 0o777, uid: 0, gid: 0, modifiedAt: 0, target: '../a' }],
    ['/__proto__', { kind: 'folder', bytes: 0, mode: 0o755, uid: 0, gid: 0, modifiedAt: 0 }],
  ]),
  gone: ['/c'],
  emptied: ['/d'],
  bytes: 5,
  users: new Map([['app', { uid: 5, gid: 6 }]]),
};

const store = (version = 1) => new LayerStore(layers, version);
const fileOf = () => join(layers, readdirSync(layers)[0] ?? '');

describe('LayerStore', () => {
  test('gives back what it was given, for the user alone', () => {
    store().keepLayer(ID, CONTENTS);
    expect(store().layer(ID)).toEqual(CONTENTS);
    expect(statSync(fileOf()).mode & 0o777).toBe(0o600);
    expect(statSync(layers).mode & 0o777).toBe(0o700);
  });

  test('keeps images apart from their layers', () => {
    const image = { layers: [ID], history: [{ keyword: 'RUN', text: 'x', isEmpty: false }], createdAt: 7 };
    store().keepImage(ID, image);
    expect(store().image(ID)).toEqual(image);
    expect(store().layer(ID)).toBeUndefined();
  });

  test('does not know what another version of the judge has seen', () => {
    store(1).keepLayer(ID, CONTENTS);
    expect(store(2).layer(ID)).toBeUndefined();
  });

  test('reads nothing from a file that is damaged, wherever it is', () => {
    store().keepLayer(ID, CONTENTS);
    const whole = readFileSync(fileOf());
    for (let at = 10; at < whole.length; at++) {
      const damaged = Buffer.from(whole);
      damaged[at] = (damaged[at] ?? 0) ^ 0xff;
      writeFileSync(fileOf(), damaged);
      expect(store().layer(ID)).toBeUndefined();
    }
    writeFileSync(fileOf(), whole.subarray(0, whole.length / 2));
    expect(store().layer(ID)).toBeUndefined();
    store().keepLayer(ID, CONTENTS);
    expect(store().layer(ID)).toEqual(CONTENTS);
  });

  test('takes no path out of an id', () => {
    store().keepLayer('sha256:../../../x', CONTENTS);
    store().keepLayer('x', CONTENTS);
    expect(store().layer('sha256:../../../x')).toBeUndefined();
    expect(readdirSync(folder)).not.toContain('x');
  });

  test('is of no use, and no trouble, where nothing can be written', () => {
    mkdirSync(join(folder, 'cache'), { recursive: true });
    writeFileSync(layers, 'a file');
    store().keepLayer(ID, CONTENTS);
    store().tidy();
    expect(store().layer(ID)).toBeUndefined();
    expect(readFileSync(layers, 'utf8')).toBe('a file');
    rmSync(layers);
  });

  test('removes what nobody asked for the longest when there is no room', () => {
    const size = 150 * 1024 * 1024;
    const [old, kept] = ['b', 'c'].map((letter) => `sha256:${letter.repeat(64)}`);
    for (const [id = '', time] of [
      [old, 1000],
      [kept, 2000],
    ] as const) {
      store().keepLayer(id, CONTENTS);
      const path = join(layers, `${id.slice(7)}.layer.1.1`);
      // A file with a hole takes no room on the disk.
      truncateSync(path, size);
      utimesSync(path, time, time);
    }
    store().tidy();
    expect(readdirSync(layers).map((name) => name.slice(0, 1))).toEqual(['c']);
  });
});

test('layerFromJson() takes nothing that layerToJson() has not made', () => {
  const good = layerToJson(CONTENTS);
  expect(layerFromJson(good)).toEqual(CONTENTS);
  fc.assert(
    fc.property(fc.jsonValue(), (json) => {
      const read = layerFromJson(JSON.parse(JSON.stringify({ gone: [], emptied: [], files: json })));
      return read === undefined || [...read.files.values()].every(({ bytes }) => typeof bytes === 'number');
    }),
  );
});
