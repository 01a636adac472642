import { describe, expect, test } from 'vitest';
import type { BuildSpec } from '../../../src/model/build-spec.ts';
import type { Project } from '../../../src/model/project.ts';
import type { ServiceSpec } from '../../../src/model/service-spec.ts';
import { allPlatforms, buildOperation, onePlatform } from '../../../src/planner/images/build-operation.ts';
import {
  buildOrder,
  contextService,
  imagesBefore,
  withNeeded,
} from '../../../src/planner/images/build-order.ts';
import { platformMatches, platformOf } from '../../../src/planner/images/platforms.ts';
import { aBuild } from '../../support/a-build.ts';
import { aProject } from '../../support/a-project.ts';
import { aService } from '../../support/a-service.ts';

const on = (defaultPlatform: string | undefined): Project => ({
  ...aProject(),
  ...(defaultPlatform !== undefined && { defaultPlatform }),
});
const built = (build: Partial<BuildSpec>, more: Partial<ServiceSpec> = {}): ServiceSpec => ({
  ...aService('web', { build: aBuild(build) }),
  ...more,
});

describe('the platforms of a build', () => {
  const two = ['linux/amd64', 'linux/arm64'];

  test('onePlatform() is that of the service, of everything, or the only one of the build', () => {
    expect(onePlatform(on('linux/386'), built({ platforms: two }, { platform: 'linux/arm64' }))).toEqual([
      'linux/arm64',
    ]);
    expect(onePlatform(on('linux/386'), built({ platforms: two }))).toEqual(['linux/386']);
    expect(onePlatform(on(undefined), built({ platforms: ['linux/arm64'] }))).toEqual(['linux/arm64']);
    expect(onePlatform(on(undefined), built({ platforms: two }))).toEqual([]);
    expect(onePlatform(on(undefined), built({}))).toEqual([]);
    expect(onePlatform(on(undefined), aService('web'))).toEqual([]);
  });

  test('allPlatforms() are those of the build, or the one of everything, or of the service', () => {
    expect(allPlatforms(on('linux/386'), built({ platforms: two }))).toEqual(two);
    expect(allPlatforms(on('linux/386'), built({}, { platform: 'linux/arm64' }))).toEqual(['linux/386']);
    expect(allPlatforms(on(undefined), built({}, { platform: 'linux/arm64' }))).toEqual(['linux/arm64']);
    expect(allPlatforms(on(undefined), built({}))).toEqual([]);
    expect(allPlatforms(on(undefined), aService('web'))).toEqual([]);
  });

  test('platformOf() is that of the service before that of everything', () => {
    expect(platformOf(on('linux/386'), { ...aService('web'), platform: 'linux/arm64' })).toBe('linux/arm64');
    expect(platformOf(on('linux/386'), aService('web'))).toBe('linux/386');
    expect(platformOf(on(undefined), aService('web'))).toBeUndefined();
  });

  test.each([
    ['linux/amd64', 'linux/amd64'],
    ['linux', 'linux/arm64'],
    ['arm64', 'linux/arm64'],
    ['linux/aarch64', 'linux/arm64'],
    ['linux/x86_64', 'linux/amd64'],
    ['linux/x86-64', 'linux/amd64'],
    ['linux/i386', 'linux/386'],
    ['linux/armhf', 'linux/arm'],
    ['Linux/AMD64', 'linux/amd64'],
    ['linux/arm/v7', 'linux/arm/v7'],
    ['linux/arm', 'linux/arm/v7'],
    ['linux/arm/v7', 'linux/arm'],
    ['arm/v7', 'linux/arm/v7'],
  ])('platformMatches() takes what is asked for as %s for %s', (want, have) => {
    expect(platformMatches(want, have)).toBe(true);
  });

  test.each([
    ['linux/amd64', 'linux/arm64'],
    ['windows/amd64', 'linux/amd64'],
    ['windows', 'linux/amd64'],
    ['darwin', 'freebsd'],
    ['arm64', 'linux/amd64'],
    ['linux/arm/v7', 'linux/arm/v6'],
    ['arm/v7', 'linux/arm/v6'],
  ])('platformMatches() tells %s from %s', (want, have) => {
    expect(platformMatches(want, have)).toBe(false);
  });
});

describe('what a build takes files from', () => {
  const taking = (name: string, ...from: readonly string[]): ServiceSpec =>
    aService(name, {
      image: `${name}:1`,
      build: aBuild({ additionalContexts: new Map(from.map((text, index) => [`c${index}`, text])) }),
    });
  const app = taking('app', 'service:base', '/files', 'service:gone');
  const base = taking('base', 'service:tools');
  const tools = taking('tools');
  const project = aProject({ services: [app, base, aService('plain')], disabledServices: [tools] });

  test('contextService() knows services that are switched off too, and takes nothing else for one', () => {
    expect(contextService(project, 'service:base')).toBe(base);
    expect(contextService(project, 'service:tools')).toBe(tools);
    expect(contextService(project, 'service:gone')).toBeUndefined();
    expect(contextService(project, '/base')).toBeUndefined();
    expect(contextService(project, 'base')).toBeUndefined();
    // A folder whose name behind as many characters as `service:` has is that of a service.
    expect(contextService(project, '../apps/base')).toBeUndefined();
  });

  test('imagesBefore() and withNeeded() are the images, and all services near and far', () => {
    expect(imagesBefore(project, app)).toEqual(['base:1']);
    expect(imagesBefore(project, aService('plain'))).toEqual([]);
    expect(withNeeded(project, [app, base]).map(({ name }) => name)).toEqual(['app', 'base', 'tools']);
    expect(withNeeded(project, [])).toEqual([]);
    const [one, two] = [taking('one', 'service:two'), taking('two', 'service:one')];
    const circle = aProject({ services: [one, two] });
    expect(withNeeded(circle, [one]).map(({ name }) => name)).toEqual(['one', 'two']);
  });

  test('buildOrder() puts it before the build', () => {
    const builders = new Map([
      ['app:1', app],
      ['base:1', base],
      ['aaa', undefined],
    ]);

    expect(buildOrder(project, builders)).toEqual(['aaa', 'base:1', 'app:1']);
  });

  test('buildOperation() names it by its image, and keeps what is no service', () => {
    const { build, image, service } = buildOperation(project, app, ['linux/386']);

    expect({ image, service, platforms: build.platforms }).toEqual({
      image: 'app:1',
      service: 'app',
      platforms: ['linux/386'],
    });
    expect([...build.additionalContexts]).toEqual([
      ['c0', 'docker-image://base:1'],
      ['c1', '/files'],
      ['c2', 'service:gone'],
    ]);
  });

  test('buildOperation() refuses a service that has nothing to build, and a secret without content', () => {
    const secret = aService('web', { build: aBuild({ secrets: [{ source: 'key' }] }) });

    expect(() => buildOperation(project, aService('plain'), [])).toThrow(
      expect.objectContaining({ code: 'image-not-found', message: 'service "plain" has nothing to build' }),
    );
    expect(() => buildOperation(project, secret, [])).toThrow(
      expect.objectContaining({
        code: 'unset-secret',
        message: 'service "web": the build uses the secret "key", which has no content here',
        about: { of: ['services', 'web'], settings: [['build.secrets', 'key']] },
      }),
    );
  });
});
