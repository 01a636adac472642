import { lstatSync, type Stats, statSync } from 'node:fs';
import { isAbsolute, join, relative, sep } from 'node:path';
import { fileError } from '../diagnostics/file-error.ts';
import type { Source } from '../diagnostics/source.ts';
import { UserError } from '../diagnostics/user-error.ts';
import type { BuildSpec } from '../model/build-spec.ts';
import { readRegular } from '../util/read-regular.ts';
import { findIgnoreFile } from './ignore-file.ts';

/** The Dockerfile of a build whose context is a folder. */
export interface Dockerfile {
  /** Its name in the archive. */
  readonly name: string;
  /** Its text, if the context does not have it under that name. */
  readonly injected?: string;
  /** The rules of `<Dockerfile>.dockerignore`, else of the `.dockerignore` of the context, else none. */
  readonly ignore: Source;
}

/** The name under which a Dockerfile from outside of the context is sent. `COPY .` copies it too. */
const INJECTED_NAME = '.gantry.Dockerfile';

const NO_RULES: Source = { name: '.dockerignore', text: '' };

/** Errors: UserError `missing-file`, `file-unreadable`. */
export function findDockerfile(build: BuildSpec, service: string): Dockerfile {
  if (build.dockerfileInline !== undefined)
    return {
      name: INJECTED_NAME,
      injected: build.dockerfileInline,
      ignore: findIgnoreFile(build.context, undefined) ?? NO_RULES,
    };

  const path = pathOf(build);
  const found = lookAt(lstatSync, path);
  const target = found?.isSymbolicLink() ? lookAt(statSync, path) : found;
  if (!found || !target?.isFile())
    throw new UserError(
      'missing-file',
      `service ${JSON.stringify(service)}: there is no Dockerfile ${path}`,
      {
        hint: '`build.dockerfile` names it, relative to `build.context`',
        about: { of: ['services', service], settings: ['build.dockerfile', 'build.context', 'build'] },
      },
    );
  const ignore = findIgnoreFile(build.context, path) ?? NO_RULES;
  const name = relative(build.context, path).split(sep).join('/');
  const outside = name.startsWith('../') || isAbsolute(name);
  // A link may point outside of the context, where the engine cannot follow it.
  if (outside || found.isSymbolicLink()) return { name: INJECTED_NAME, injected: textOf(path), ignore };
  return { name, ignore };
}

/** Without a name, docker takes `dockerfile` too where there is no `Dockerfile`. */
export function pathOf({ context, dockerfile = 'Dockerfile' }: BuildSpec): string {
  const path = isAbsolute(dockerfile) ? dockerfile : join(context, dockerfile);
  if (dockerfile !== 'Dockerfile') return path;
  const small = join(context, 'dockerfile');
  return isFile(path) || !isFile(small) ? path : small;
}

const isFile = (path: string): boolean => lookAt(statSync, path)?.isFile() ?? false;

/** Undefined: there is nothing, or nobody may look. */
function lookAt(look: (path: string) => Stats, path: string): Stats | undefined {
  try {
    return look(path);
  } catch {
    return undefined;
  }
}

function textOf(path: string): string {
  try {
    return readRegular(path).toString('utf8');
  } catch (error) {
    throw fileError(`the Dockerfile ${path}`, 'cannot be read', error);
  }
}
