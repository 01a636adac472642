import { expect, test } from 'vitest';
import { injectedFiles } from '../../../src/planner/request/injected-files.ts';
import { withApiSocket } from '../../../src/planner/request/use-api-socket.ts';
import { Sensitive } from '../../../src/util/sensitive.ts';
import { aProject } from '../../support/a-project.ts';
import { aService } from '../../support/a-service.ts';
import { createRequest, hashOf } from '../../support/planning.ts';

const LOGINS = '{"auths":{}}';
const project = (logins: string, environment: Record<string, string> = {}) =>
  withApiSocket(
    aProject({ services: [aService('web', { useApiSocket: true, environment }), aService('db')] }),
    new Sensitive(logins),
  );

function web(logins = LOGINS, environment: Record<string, string> = {}) {
  const whole = project(logins, environment);
  const service = whole.services.get('web') ?? aService('nobody');
  return { whole, service, request: createRequest(whole, service, 1, () => [1]).request };
}

test('withApiSocket() gives a service the socket, the logins, and tells docker where they are', () => {
  const { whole, service, request } = web();

  expect(request.HostConfig.Binds).toEqual(['/var/run/docker.sock:/var/run/docker.sock:rw']);
  expect(request.Env).toEqual(['DOCKER_CONFIG=/run/secrets/docker']);
  expect(injectedFiles(whole, service).map(({ path, content }) => [path, content.reveal()])).toEqual([
    ['/run/secrets/docker/config.json', LOGINS],
  ]);
});

test('withApiSocket() leaves other services alone, and a DOCKER_CONFIG that the file sets', () => {
  const { whole, request } = web(LOGINS, { DOCKER_CONFIG: '/mine' });

  expect(request.Env).toEqual(['DOCKER_CONFIG=/mine']);
  expect(whole.services.get('db')).toEqual(aService('db'));
});

test('withApiSocket() replaces nothing when a login changes', () => {
  const hash = (logins: string) => {
    const { whole, service } = web(logins);
    return hashOf(whole, service, () => undefined);
  };

  expect(hash('{"auths":{"a":{}}}')).toBe(hash(LOGINS));
});
