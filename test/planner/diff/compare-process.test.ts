import { describe, expect, test } from 'vitest';
import type { ContainerRequest, HealthcheckRequest } from '../../../src/model/container-request.ts';
import { containerId } from '../../../src/model/ids.ts';
import { LABEL } from '../../../src/model/labels.ts';
import type { ContainerDetails, ImageDetails } from '../../../src/model/observed.ts';
import { compareProcess } from '../../../src/planner/diff/compare-process.ts';
import { IMAGE, RUNNING } from '../../support/an-inspection.ts';

const ID = containerId('0123456789abcdef'.repeat(4));

const made = (settings: Partial<ContainerDetails['settings']>): ContainerDetails => ({
  ...RUNNING,
  id: ID,
  name: 'app-web-1',
  settings: { ...RUNNING.settings, Env: ['PATH=/bin'], Cmd: ['sh'], ...settings },
});

const wanted = (request: Partial<ContainerRequest>): ContainerRequest => ({
  Image: 'app',
  Labels: {},
  HostConfig: {},
  NetworkingConfig: { EndpointsConfig: {} },
  ...request,
});

/** What differs between a container of `IMAGE`, or of another image, or of one that is gone, and what is asked for. */
const compare = (
  settings: Partial<ContainerDetails['settings']>,
  request: Partial<ContainerRequest> = {},
  image: ImageDetails | 'gone' = IMAGE,
) => compareProcess(made(settings), image === 'gone' ? undefined : image, wanted(request));

describe('compareProcess() of the environment', () => {
  test('expects the variables of the image under those that are asked for', () => {
    const image = { ...IMAGE, env: ['PATH=/bin', 'A=image'] };

    expect(compare({ Env: ['PATH=/bin', 'A=image'] }, {}, image)).toEqual([]);
    expect(compare({ Env: ['PATH=/bin', 'A=mine'] }, { Env: ['A=mine'] }, image)).toEqual([]);
    expect(compare({ Env: ['PATH=/bin', 'A=mine'] }, {}, image)).toEqual([
      { field: 'environment.A', from: 'mine', to: 'image' },
    ]);
    expect(compare({ Env: ['PATH=/bin'] }, {}, image)).toEqual([{ field: 'environment.A', to: 'image' }]);
  });

  test('expects nothing of a variable that is asked not to be set', () => {
    const image = { ...IMAGE, env: ['PATH=/bin', 'A=image'] };

    expect(compare({ Env: ['PATH=/bin', 'A'] }, { Env: ['A'] }, image)).toEqual([]);
    expect(compare({ Env: ['PATH=/bin', 'A=image'] }, { Env: ['A'] }, image)).toEqual([
      { field: 'environment.A', from: 'image' },
    ]);
  });

  test('reads all behind the first sign of a variable as its value', () => {
    expect(compare({ Env: ['PATH=/bin', 'A=b=c'] }, { Env: ['A=b=d'] })).toEqual([
      { field: 'environment.A', from: 'b=c', to: 'b=d' },
    ]);
  });

  test('takes what only the container has for the doing of an image that is gone', () => {
    expect(compare({ Env: ['A=1', 'B=1'] }, { Env: ['B=2'] }, 'gone')).toEqual([
      { field: 'environment.B', from: '1', to: '2' },
    ]);
  });
});

describe('compareProcess() of labels', () => {
  test('leaves out those of gantry and of Docker Desktop', () => {
    const Labels = { [LABEL.project]: 'app', 'desktop.docker.io/binds/0/Source': '/in', own: '1' };

    expect(compare({ Labels }, { Labels: { own: '1' } })).toEqual([]);
  });

  test('expects those of the image under those that are asked for', () => {
    const image = { ...IMAGE, labels: { vendor: 'acme', tier: 'image' } };

    expect(
      compare({ Labels: { vendor: 'acme', tier: 'mine' } }, { Labels: { tier: 'mine' } }, image),
    ).toEqual([]);
    expect(compare({ Labels: {} }, {}, image)).toEqual([
      { field: 'labels.tier', to: 'image' },
      { field: 'labels.vendor', to: 'acme' },
    ]);
    expect(compare({ Labels: { own: '1' } }, {}, 'gone')).toEqual([]);
    expect(compare({ Labels: { own: '1' } }, {})).toEqual([{ field: 'labels.own', from: '1' }]);
  });
});

describe('compareProcess() of the command', () => {
  const image = { ...IMAGE, entrypoint: ['entry'], command: ['serve'] };

  test('expects what the image runs where nothing is asked for', () => {
    expect(compare({ Entrypoint: ['entry'], Cmd: ['serve'] }, {}, image)).toEqual([]);
    expect(compare({ Entrypoint: ['other'], Cmd: ['else'] }, {}, image)).toEqual([
      { field: 'command', from: '["else"]', to: '["serve"]' },
      { field: 'entrypoint', from: '["other"]', to: '["entry"]' },
    ]);
    expect(compare({ Entrypoint: ['other'], Cmd: ['else'] }, {}, 'gone')).toEqual([]);
  });

  test('expects no command of the image behind an entrypoint of one’s own', () => {
    const own = { Entrypoint: ['own'] };

    expect(compare({ Entrypoint: ['own'], Cmd: [] }, own, image)).toEqual([]);
    expect(compare({ Entrypoint: ['own'], Cmd: ['serve'] }, own, image)).toEqual([
      { field: 'command', from: '["serve"]', to: '[]' },
    ]);
  });

  test('expects the command of the image where an empty one is asked for', () => {
    expect(compare({ Entrypoint: ['entry'], Cmd: ['serve'] }, { Cmd: [] }, image)).toEqual([]);
    expect(compare({ Entrypoint: [], Cmd: ['serve'] }, { Entrypoint: [] }, image)).toEqual([]);
  });
});

describe('compareProcess() of names', () => {
  const Hostname = 'gate';
  const Domainname = 'lan';

  test('takes the start of the id for no name', () => {
    expect(compare({ Hostname: ID.slice(0, 12) })).toEqual([]);
    expect(compare({ Hostname: ID.slice(0, 12) }, { Hostname })).toEqual([{ field: 'hostname', to: 'gate' }]);
  });

  test.each([{ NetworkMode: 'host' }, { NetworkMode: 'container:vpn' }, { UTSMode: 'host' }])(
    'does not compare those that come with %j',
    (HostConfig) => {
      expect(compare({ Hostname, Domainname, HostConfig })).toEqual([]);
    },
  );

  test.each([{ NetworkMode: 'bridge' }, { NetworkMode: 'my-container:' }, { UTSMode: 'private' }, {}])(
    'compares them with %j',
    (HostConfig) => {
      expect(compare({ Hostname, Domainname, HostConfig })).toEqual([
        { field: 'hostname', from: 'gate' },
        { field: 'domainname', from: 'lan' },
      ]);
    },
  );
});

describe('compareProcess() of what an image may have set', () => {
  const image = { ...IMAGE, user: 'app', workingDir: '/srv', stopSignal: 'SIGINT' };
  const set = { User: 'app', WorkingDir: '/srv', StopSignal: 'SIGINT' };

  test('expects it where nothing is asked for', () => {
    expect(compare(set, {}, image)).toEqual([]);
    expect(compare(set, {}, 'gone')).toEqual([]);
    expect(compare(set, { User: '', WorkingDir: '', StopSignal: '' }, image)).toEqual([]);
    expect(compare(set)).toEqual([
      { field: 'user', from: 'app' },
      { field: 'working_dir', from: '/srv' },
      { field: 'stop_signal', from: 'SIGINT' },
    ]);
    expect(compare({}, {}, image)).toEqual([
      { field: 'user', to: 'app' },
      { field: 'working_dir', to: '/srv' },
      { field: 'stop_signal', to: 'SIGINT' },
    ]);
  });

  test('expects what is asked for instead', () => {
    const own = { User: 'me', WorkingDir: '/me', StopSignal: 'SIGHUP' };

    expect(compare(own, own, image)).toEqual([]);
    expect(compare(set, own, 'gone').map(({ to }) => to)).toEqual(['me', '/me', 'SIGHUP']);
  });

  test('tells a time of nothing from no time at all', () => {
    expect(compare({ StopTimeout: 0 })).toEqual([{ field: 'stop_grace_period', from: '0s' }]);
  });
});

describe('compareProcess() of the healthcheck', () => {
  const second = 1e9;
  const checked: HealthcheckRequest = { Test: ['CMD', 'a'], Retries: 3 };
  const checking = { ...IMAGE, hasHealthcheck: true };

  test('shows every setting in the words and units of the file', () => {
    const Healthcheck: HealthcheckRequest = {
      Test: ['CMD', 'a'],
      Interval: second,
      Timeout: 2 * second,
      Retries: 3,
      StartPeriod: 4 * second,
      StartInterval: 0.5 * second,
    };

    expect(compare({}, { Healthcheck })).toEqual([
      { field: 'healthcheck.test', to: '["CMD","a"]' },
      { field: 'healthcheck.interval', to: '1s' },
      { field: 'healthcheck.timeout', to: '2s' },
      { field: 'healthcheck.retries', to: '3' },
      { field: 'healthcheck.start_period', to: '4s' },
      { field: 'healthcheck.start_interval', to: '0.5s' },
    ]);
    expect(compare({ Healthcheck }, { Healthcheck })).toEqual([]);
  });

  test('takes the one that is there for that of an image which has one, or is gone', () => {
    expect(compare({ Healthcheck: checked }, {}, checking)).toEqual([]);
    expect(compare({ Healthcheck: checked }, {}, 'gone')).toEqual([]);
    expect(compare({ Healthcheck: checked })).toEqual([{ field: 'healthcheck', from: '["CMD","a"]' }]);
    expect(compare({ Healthcheck: { Retries: 3 } })).toEqual([{ field: 'healthcheck', from: 'set' }]);
    expect(compare({})).toEqual([]);
  });

  test('compares no setting that the image may have filled in', () => {
    const test = { Test: ['CMD', 'a'] };

    expect(compare({ Healthcheck: checked }, { Healthcheck: test }, checking)).toEqual([]);
    expect(compare({ Healthcheck: checked }, { Healthcheck: test })).toEqual([
      { field: 'healthcheck.retries', from: '3' },
    ]);
    expect(compare({ Healthcheck: checked }, { Healthcheck: { ...test, Retries: 5 } }, checking)).toEqual([
      { field: 'healthcheck.retries', from: '3', to: '5' },
    ]);
  });

  test('takes zero for a setting that nobody made', () => {
    expect(compare({ Healthcheck: { ...checked, Interval: 0 } }, { Healthcheck: checked })).toEqual([]);
    expect(compare({ Healthcheck: checked }, { Healthcheck: { ...checked, Interval: 0 } })).toEqual([]);
  });

  test('sees no difference in how often nothing is looked at', () => {
    const off = { Test: ['NONE'] };

    expect(compare({ Healthcheck: { ...off, Retries: 3 } }, { Healthcheck: off })).toEqual([]);
    expect(compare({ Healthcheck: checked }, { Healthcheck: off }).map(({ field }) => field)).toEqual([
      'healthcheck.test',
      'healthcheck.retries',
    ]);
    expect(compare({ Healthcheck: off }, { Healthcheck: checked }).map(({ field }) => field)).toEqual([
      'healthcheck.test',
      'healthcheck.retries',
    ]);
  });
});
