import { describe, expect, test } from 'vitest';
import { askedImages, holdToImages } from '../../../src/planner/images/pin-images.ts';
import { loadFiles } from '../../support/load-files.ts';

const FILE = `
services:
  web:
    image: shop/web:1
    build: {context: ., additional_contexts: {base: "service:base", other: ./x}}
    volumes: [{type: image, source: "assets:2", target: /a}]
    pre_start: [{image: "migrate:3", command: [up]}]
  base: {build: .}
  db: {image: postgres}
  again: {image: postgres}
  user: {image: shop/web:1}
  front:
    image: front:4
    ports: ["80"]
    deploy: {update_config: {order: start-first}}
    x-gantry: {ingress: {image: "haproxy:3.0"}}
`;
const project = async (file = FILE) => (await loadFiles(file)).project;

describe('askedImages()', () => {
  test('lists each image once, with who uses and who builds it', async () => {
    const asked = askedImages(await project());

    expect(
      asked.map(
        ({ reference, services, builtBy, isNamed }) =>
          `${reference}: ${services}${builtBy.length > 0 ? `, built by ${builtBy}` : ''}${isNamed ? '' : ', without a name'}`,
      ),
    ).toEqual([
      'app-base: base, built by base, without a name',
      'assets:2: web',
      'front:4: front',
      'haproxy:3.0: front',
      'migrate:3: web',
      'postgres: again,db',
      'shop/web:1: user,web, built by web',
    ]);
  });

  test('leaves out what a provider runs', async () => {
    expect(askedImages(await project('services: {cloud: {provider: {type: x}}}'))).toEqual([]);
  });
});

describe('holdToImages()', () => {
  const pinned = (reference: string): string | undefined =>
    reference === 'app-base' ? undefined : `${reference}@sha256:d`;

  test('names every image otherwise, and builds nothing that is known', async () => {
    const held = holdToImages(await project(), pinned);
    const [web, base, db, front] = ['web', 'base', 'db', 'front'].map((name) => held.services.get(name));

    expect(web).toMatchObject({
      image: 'shop/web:1@sha256:d',
      volumes: [{ type: 'image', source: 'assets:2@sha256:d' }],
      preStart: [{ image: 'migrate:3@sha256:d' }],
    });
    expect(web?.build).toBeUndefined();
    expect(base?.build).toBeDefined();
    expect(base?.image).toBeUndefined();
    expect(db?.image).toBe('postgres@sha256:d');
    expect(front?.extensions.get('x-gantry')).toEqual({ ingress: { image: 'haproxy:3.0@sha256:d' } });
    expect(askedImages(held).map(({ reference }) => reference)).toEqual([
      'app-base',
      'assets:2@sha256:d',
      'front:4@sha256:d',
      'haproxy:3.0@sha256:d',
      'migrate:3@sha256:d',
      'postgres@sha256:d',
      'shop/web:1@sha256:d',
    ]);
  });

  test('takes files for a build from the image that is known, and not from what would be built now', async () => {
    const held = holdToImages(await project(), (reference) =>
      reference === 'app-base' ? 'app-base@sha256:d' : undefined,
    );

    expect(held.services.get('web')?.build?.additionalContexts).toEqual(
      new Map([
        ['base', 'docker-image://app-base@sha256:d'],
        ['other', '/app/x'],
      ]),
    );
    expect(held.services.get('base')?.build).toBeUndefined();
  });

  test('pulls no image that is known by its id', async () => {
    const held = holdToImages(await project(), (reference) =>
      reference === 'postgres' ? 'sha256:1' : undefined,
    );

    expect(held.services.get('db')).toMatchObject({ image: 'sha256:1', pullPolicy: 'never' });
    expect(held.services.get('front')?.pullPolicy).toBeUndefined();
  });
});
