import type { Json } from '../../model/json.ts';
import type { Project } from '../../model/project.ts';
import type { SecretSpec } from '../../model/secret-spec.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import type { Sensitive } from '../../util/sensitive.ts';

const SOCKET = '/var/run/docker.sock';
const FOLDER = '/run/secrets/docker';
/** No file can have a config of this name. */
const LOGINS = '#apisocket';

/**
 * Gives the services that ask for it (`use_api_socket`) the socket of the engine, and the logins to registries that this
 * user has, so that docker works in them as it does here.
 *
 * @param logins docker's `config.json` with nothing but logins in it
 */
export function withApiSocket(project: Project, logins: Sensitive): Project {
  const configs = new Map([...project.configs, [LOGINS, loginsConfig(logins)] as const]);
  const services = new Map(
    [...project.services].map(([name, service]) => [name, service.useApiSocket ? expand(service) : service]),
  );
  return { ...project, configs, services };
}

function expand(service: ServiceSpec): ServiceSpec {
  return {
    ...service,
    volumes: [...service.volumes, { type: 'bind', source: SOCKET, target: SOCKET }],
    configs: [...service.configs, { source: LOGINS, target: `${FOLDER}/config.json` }],
    environment: new Map([['DOCKER_CONFIG', FOLDER], ...service.environment]),
  };
}

/** Logins change by themselves, from one day to the next with some registries: no reason to replace a container. */
function loginsConfig(content: Sensitive): SecretSpec {
  return {
    key: LOGINS,
    name: LOGINS,
    from: { kind: 'content', content },
    labels: new Map(),
    driverOpts: new Map(),
    extensions: new Map<string, Json>([['x-gantry', { 'on-change': 'ignore' }]]),
  };
}
