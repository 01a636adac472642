import { expect, test } from 'vitest';
import { modelOfContainers } from '../../../src/cli/history/model-of-containers.ts';
import type { RecordedContainer, RecordedModel, Release } from '../../../src/model/release.ts';
import { aModel, aRelease } from '../../support/a-kept-release.ts';

const modelOf = (versions: Readonly<Record<string, string>>, content = 'sha256:1'): RecordedModel => ({
  ...aModel,
  file: {
    services: Object.fromEntries(
      Object.entries(versions).map(([name, version]) => [
        name,
        { image: name, command: [version], ...(name === 'web' && { configs: [{ source: 'site' }] }) },
      ]),
    ),
  },
  images: Object.fromEntries(Object.entries(versions).map(([name, version]) => [name, { id: version }])),
  contents: { 'configs.site': content },
  hashes: versions,
});

/** @param ids by service: that of its container */
const containers = (ids: Readonly<Record<string, string>>): readonly RecordedContainer[] =>
  Object.entries(ids).map(([service, id]) => ({ id, name: `shop-${service}-1`, service, isRunning: true }));

interface Short {
  readonly model: RecordedModel;
  readonly before: Readonly<Record<string, string>>;
  readonly after: Readonly<Record<string, string>>;
  readonly outcome?: Release['outcome'];
}

const releases = (...all: readonly Short[]): readonly Release[] =>
  all.map(({ model, before, after, outcome = 'done' }, index) =>
    aRelease({ number: index + 1, outcome, model, before: containers(before), after: containers(after) }),
  );

test('services that an ended command did not reach are as they were made, with their images and contents', () => {
  const first = modelOf({ db: '1', web: '1' });
  const second = modelOf({ db: '2', web: '2' }, 'sha256:2');
  const kept = releases(
    { model: first, before: {}, after: { db: 'a', web: 'b' } },
    { model: second, before: { db: 'a', web: 'b' }, after: { db: 'c', web: 'b' }, outcome: 'interrupted' },
  );
  const mixed = modelOfContainers(second, containers({ db: 'c', web: 'b' }), kept);
  expect(mixed.hashes).toEqual({ db: '2', web: '1' });
  expect(mixed.file.services).toMatchObject({ db: { command: ['2'] }, web: { command: ['1'] } });
  expect(mixed.images).toEqual({ db: { id: '2' }, web: { id: '1' } });
  expect(mixed.contents).toEqual({ 'configs.site': 'sha256:1' });
});

test('what a later up that ended well has changed in place is as that one has it', () => {
  const first = modelOf({ web: '1' });
  const second = modelOf({ web: '2' });
  const kept = releases(
    { model: first, before: {}, after: { web: 'a' } },
    { model: second, before: { web: 'a' }, after: { web: 'a' } },
  );
  expect(modelOfContainers(second, containers({ web: 'a' }), kept)).toEqual(second);
});

test('an up of another service tells nothing of what it left alone', () => {
  const first = modelOf({ db: '1', web: '1' });
  const second = modelOf({ db: '2', web: '2' });
  const kept = releases(
    { model: first, before: {}, after: { db: 'a', web: 'b' } },
    { model: second, before: { db: 'a', web: 'b' }, after: { db: 'c', web: 'b' }, outcome: 'interrupted' },
    { model: second, before: { db: 'c', web: 'b' }, after: { db: 'd', web: 'b' } },
  );
  expect(modelOfContainers(second, containers({ db: 'd', web: 'b' }), kept).hashes).toEqual({
    db: '2',
    web: '1',
  });
});

test('where no release has made a container, the model stays', () => {
  const model = modelOf({ web: '1' });
  const kept = releases({ model, before: { web: 'x' }, after: { web: 'x' }, outcome: 'interrupted' });
  expect(modelOfContainers(model, containers({ web: 'x' }), kept)).toBe(model);
});
