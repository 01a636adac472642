import { describe, expect, test } from 'vitest';
import { identityLabels } from '../../../src/model/instance.ts';
import type { Project } from '../../../src/model/project.ts';
import type { Endpoint, ServiceSpec } from '../../../src/model/service-spec.ts';
import {
  behindIngress,
  ingressName,
  ingressRequest,
  ingressSettings,
} from '../../../src/planner/ingress/ingress-request.ts';
import { aNetwork } from '../../support/a-network.ts';
import { aProject } from '../../support/a-project.ts';
import { aService } from '../../support/a-service.ts';
import { createRequest } from '../../support/planning.ts';

const IMAGE = 'haproxy:3.0';
const endpoint = (overrides: Partial<Endpoint> = {}): Endpoint => ({
  aliases: [],
  driverOpts: new Map(),
  linkLocalIps: [],
  ...overrides,
});

function world(overrides: Parameters<typeof aService>[1] = {}): { project: Project; web: ServiceSpec } {
  const web = aService('web', {
    ports: [{ mode: 'ingress', target: 80, published: '8080', hostIp: '127.0.0.1', protocol: 'tcp' }],
    networks: new Map([
      ['back', endpoint({ aliases: ['api'] })],
      ['front', endpoint({ priority: 10, gwPriority: 5 })],
    ]),
    labels: { 'traefik.enable': 'true' },
    ...overrides,
  });
  const networks = [aNetwork('back'), aNetwork('front')];
  return { project: aProject({ name: 'shop', services: [web], networks }), web };
}

const made = (overrides: Parameters<typeof aService>[1] = {}) => {
  const { project, web } = world(overrides);
  return ingressRequest(project, web, IMAGE);
};

const behind = (overrides: Parameters<typeof aService>[1] = {}) => {
  const { project, web } = world(overrides);
  return behindIngress(project, web, createRequest(project, web, 1, () => [1]).request);
};

describe('ingressRequest()', () => {
  test('says of which instance it is', () => {
    const { project, web } = world();
    const instance = { name: 'a', of: 'shop' };
    expect(ingressRequest({ ...project, name: 'shop-a', instance }, web, IMAGE).Labels).toMatchObject(
      identityLabels(instance),
    );
  });

  test('publishes what the service publishes, with the rights of nobody', () => {
    expect(made()).toMatchObject({
      Image: IMAGE,
      User: '65534:65534',
      ExposedPorts: { '80/tcp': {} },
      HostConfig: {
        PortBindings: { '80/tcp': [{ HostIp: '127.0.0.1', HostPort: '8080' }] },
        CapDrop: ['ALL'],
        SecurityOpt: ['no-new-privileges:true'],
        NetworkMode: 'app_front',
      },
    });
  });

  test('carries UDP, where it has such a port, with the rights that this takes', () => {
    const udp = made({ ports: [{ mode: 'ingress', target: 53, published: '53', protocol: 'udp' }] });
    expect(udp).toMatchObject({
      User: '0:0',
      ExposedPorts: { '53/udp': {} },
      HostConfig: {
        PortBindings: { '53/udp': [{ HostIp: '', HostPort: '53' }] },
        CapDrop: ['ALL'],
        CapAdd: ['KILL', 'NET_ADMIN', 'SETGID', 'SETUID'],
        SecurityOpt: ['no-new-privileges:true'],
        Sysctls: { 'net.ipv4.ip_forward': '1' },
      },
    });
    expect(udp.Entrypoint?.slice(0, 2)).toEqual(['sh', '-c']);
    expect(made().HostConfig).not.toHaveProperty('CapAdd');
    expect(made({ expose: ['53/udp'] }).Labels['gantry.ingress']).not.toBe(made().Labels['gantry.ingress']);
  });

  test.each([
    [{ enableIpv6: true }, ['net.ipv4.ip_forward', 'net.ipv6.conf.all.forwarding']],
    [{ enableIpv6: true, enableIpv4: false }, ['net.ipv6.conf.all.forwarding']],
  ])('lets the kernel pass on what the networks have: %j', (network, sysctls) => {
    const web = aService('web', { expose: ['53/udp'], networks: ['back'] });
    const project = aProject({ services: [web], networks: [aNetwork('back', network)] });
    expect(Object.keys(ingressRequest(project, web, IMAGE).HostConfig.Sysctls ?? {})).toEqual(sysctls);
  });

  test('bears the names of the service on each of its networks, and none of its addresses', () => {
    expect(made().NetworkingConfig.EndpointsConfig).toEqual({
      app_front: { Aliases: ['web'], GwPriority: 5 },
      app_back: { Aliases: ['web', 'api'] },
    });
  });

  test('bears the container_name as well, under which clients know the service', () => {
    expect(made({ containerName: 'shop' }).NetworkingConfig.EndpointsConfig.app_front?.Aliases).toEqual([
      'web',
      'shop',
    ]);
  });

  test('is a container of the service to docker compose, but none that it made', () => {
    const { Labels } = made();
    expect(Labels).toMatchObject({
      'com.docker.compose.project': 'shop',
      'com.docker.compose.service': 'web',
      'com.docker.compose.oneoff': 'False',
      'com.docker.compose.container-number': '1000000',
      'com.docker.compose.config-hash': `${Labels['gantry.ingress']}:ingress`,
    });
    expect(Labels['gantry.ingress']).toMatch(/^[0-9a-f]{64}$/);
  });

  test('has none of the labels that others read from the containers of the service', () => {
    const labels = Object.keys(made({ postStart: [{ command: ['true'] }] }).Labels);
    expect(labels).not.toContain('traefik.enable');
    expect(labels).not.toContain('gantry.hooks');
  });

  test('stays the same through a change of the service that does not concern it, and not through others', () => {
    const hash = (overrides: Parameters<typeof aService>[1] = {}) => made(overrides).Labels['gantry.ingress'];
    expect(hash({ image: 'other', environment: { A: '1' }, labels: {} })).toBe(hash());
    expect(hash({ ports: [] })).not.toBe(hash());
    expect(hash({ networks: ['front'] })).not.toBe(hash());
    expect(hash({ expose: ['9000'] })).toBe(hash());
  });

  test.each([
    [undefined, 'on-failure'],
    ['no', 'on-failure'],
    ['on-failure:3', 'on-failure'],
    ['always', 'always'],
    ['unless-stopped', 'unless-stopped'],
  ])('comes back after a crash, and after a start of the engine as its service does: %s', (restart, name) => {
    const overrides = restart === undefined ? {} : { restart };
    expect(made(overrides).HostConfig.RestartPolicy).toEqual({ Name: name, MaximumRetryCount: 0 });
  });

  test('logs where its service logs', () => {
    const logging = { driver: 'journald', options: new Map([['tag', 'web']]) };
    expect(made({ logging }).HostConfig.LogConfig).toEqual({ Type: 'journald', Config: { tag: 'web' } });
  });
});

test('ingressName() is a name in the project', () => {
  const { project, web } = world();
  expect(ingressName(project, web)).toBe('shop-web-ingress');
  expect(ingressName({ ...project, nameSeparator: '_' }, web)).toBe('shop_web_ingress');
});

describe('behindIngress()', () => {
  test('publishes nothing, and leaves the names of the service to the ingress', () => {
    const request = behind();
    expect(request.HostConfig.PortBindings).toBeUndefined();
    expect(request.ExposedPorts).toEqual({ '80/tcp': {} });
    expect(request.NetworkingConfig.EndpointsConfig).toEqual({
      app_back: { Aliases: ['shop-web-1'] },
      app_front: { Aliases: ['shop-web-1'], GwPriority: 5 },
    });
  });

  test('leaves a container_name to the ingress too', () => {
    expect(behind({ containerName: 'shop' }).NetworkingConfig.EndpointsConfig).toEqual({
      app_back: {},
      app_front: { GwPriority: 5 },
    });
  });

  test('tells docker compose that it is not as that would make it', () => {
    const { project, web } = world();
    const plain = createRequest(project, web, 1, () => [1]).request.Labels;
    expect(behind().Labels).toEqual({
      ...plain,
      'com.docker.compose.config-hash': `${plain['com.docker.compose.config-hash']}:ingress`,
    });
  });
});

describe('ingressSettings()', () => {
  test.each([
    [{}, {}, 'ipv4'],
    [{ enableIpv6: true }, {}, 'both'],
    [{ enableIpv6: true, enableIpv4: false }, {}, 'both'],
    [{ enableIpv6: true, enableIpv4: false }, { enableIpv6: true, enableIpv4: false }, 'ipv6'],
  ])('listens as the networks do: %j and %j', (back, front, families) => {
    const { project, web } = world();
    const networks = new Map([
      ['back', aNetwork('back', back)],
      ['front', aNetwork('front', front)],
    ]);
    expect(ingressSettings({ ...project, networks }, web)).toEqual({
      routes: [{ port: 80, speaks: 'any' }],
      families,
    });
  });
});
