import { resolve } from 'node:path';
import { UserError } from '../../diagnostics/user-error.ts';
import type { Engine } from '../../engine/port/engine.ts';
import type { Project } from '../../model/project.ts';
import { readRegular } from '../../util/read-regular.ts';
import type { Cli } from '../context/cli.ts';

/**
 * The project with what its containers get from this machine beside the files: the proxies of docker's configuration,
 * seccomp profiles, and for those that ask for it the socket of the engine with the logins of the user.
 *
 * Error: UserError `missing-file` for a seccomp profile that is not there.
 */
export async function withMachineSettings(
  cli: Pick<Cli, 'environment'>,
  project: Project,
  engine: Engine,
): Promise<Project> {
  const services = [...project.services.values()];
  const { proxyArgs } = await import('../../build/proxy-args.ts');
  const proxies = new Map(Object.entries(proxyArgs(engine.endpoint)));
  const complete = {
    ...withSeccompProfiles(project),
    ...(proxies.size > 0 ? { proxies } : {}),
  };
  return services.some(({ useApiSocket }) => useApiSocket) ? withSocket(cli, complete) : complete;
}

/** Error: UserError `missing-file` for a seccomp profile that is not there. */
export function withSeccompProfiles(project: Project): Project {
  const seccompProfiles = new Map(
    [...project.services.values()].flatMap(({ name, securityOpt }) =>
      securityOpt.flatMap((option) => {
        const path = seccompPath(option);
        return path === undefined ? [] : [[option, readProfile(resolve(project.workingDir, path), name)]];
      }),
    ),
  );
  return seccompProfiles.size > 0 ? { ...project, seccompProfiles } : project;
}

/** @returns undefined where the engine knows what is meant */
function seccompPath(option: string): string | undefined {
  const value = /^seccomp[=:](.*)$/s.exec(option)?.[1];
  return value === undefined || value === 'unconfined' || value === 'builtin' || value.startsWith('{')
    ? undefined
    : value;
}

/** On one line, as the engine is sent it. */
function readProfile(path: string, service: string): string {
  try {
    return JSON.stringify(JSON.parse(readRegular(path).toString('utf8')));
  } catch (cause) {
    const isWrong = cause instanceof SyntaxError;
    throw new UserError(
      isWrong ? 'bad-usage' : 'missing-file',
      `service "${service}": the seccomp profile ${path} ${isWrong ? 'is not JSON' : 'cannot be read'}`,
      {
        hint: 'correct its path in `security_opt`, which is relative to the folder of the project',
        cause,
        about: { of: ['services', service], settings: [['security_opt', 'seccomp']] },
      },
    );
  }
}

async function withSocket({ environment }: Pick<Cli, 'environment'>, project: Project): Promise<Project> {
  const { dockerFiles, dockerFolder } = await import('../../engine/connection/docker-files.ts');
  const { registryAuth } = await import('../../engine/registry/registry-auth.ts');
  const { storedLogins } = await import('../../engine/registry/stored-logins.ts');
  const { withApiSocket } = await import('../../planner/request/use-api-socket.ts');
  const files = dockerFiles(dockerFolder(environment.get('DOCKER_CONFIG')));
  const auth = registryAuth(files, environment.get('DOCKER_AUTH_CONFIG'));
  return withApiSocket(project, await storedLogins(files, auth));
}
