import { lstat, readFile, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';
import { UserError } from '../diagnostics/user-error.ts';
import type { BuildSpec } from '../model/build-spec.ts';

/** The Dockerfile of a build whose context is a folder. */
export interface Dockerfile {
  /** Its name in the archive. */
  readonly name: string;
  /** Its text, if the context does not have it under that name. */
  readonly injected?: string;
  /** The rules of `<Dockerfile>.dockerignore`, else of the `.dockerignore` of the context, else none. */
  readonly ignore: string;
}

/** The name under which a Dockerfile from outside of the context is sent. `COPY .` copies it too. */
const INJECTED_NAME = '.gantry.Dockerfile';

/** Errors: UserError `missing-file`. */
export async function findDockerfile(build: BuildSpec, service: string): Promise<Dockerfile> {
  const contextIgnore = join(build.context, '.dockerignore');
  if (build.dockerfileInline !== undefined)
    return {
      name: INJECTED_NAME,
      injected: build.dockerfileInline,
      ignore: (await textOf(contextIgnore)) ?? '',
    };

  const path = await pathOf(build);
  const found = await lstat(path).catch(() => undefined);
  const target = found?.isSymbolicLink() ? await stat(path).catch(() => undefined) : found;
  if (!found || !target?.isFile())
    throw new UserError(
      'missing-file',
      `service ${JSON.stringify(service)}: there is no Dockerfile ${path}`,
      {
        hint: '`build.dockerfile` names it, relative to `build.context`',
        about: { of: ['services', service], settings: ['build.dockerfile', 'build.context', 'build'] },
      },
    );
  const ignore = (await textOf(`${path}.dockerignore`)) ?? (await textOf(contextIgnore)) ?? '';
  const name = relative(build.context, path).split(sep).join('/');
  const outside = name.startsWith('../') || isAbsolute(name);
  // A link may point outside of the context, where the engine cannot follow it.
  if (outside || found.isSymbolicLink())
    return { name: INJECTED_NAME, injected: await readFile(path, 'utf8'), ignore };
  return { name, ignore };
}

/** Without a name, docker takes `dockerfile` too where there is no `Dockerfile`. */
export async function pathOf({ context, dockerfile = 'Dockerfile' }: BuildSpec): Promise<string> {
  const path = isAbsolute(dockerfile) ? dockerfile : join(context, dockerfile);
  if (dockerfile !== 'Dockerfile') return path;
  const small = join(context, 'dockerfile');
  return (await isFile(path)) || !(await isFile(small)) ? path : small;
}

const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  );

const textOf = (path: string): Promise<string | undefined> => readFile(path, 'utf8').catch(() => undefined);
