import { basename, dirname, join } from 'node:path';

/** Who put this copy of gantry where it is. */
export type Installation =
  /** `project`: the folder of the package.json that names it; undefined: it was installed for the user. */
  | { readonly kind: 'npm'; readonly manager: 'npm' | 'pnpm'; readonly project: string | undefined }
  | { readonly kind: 'debian' }
  | { readonly kind: 'script'; readonly prefix: string }
  | { readonly kind: 'archive'; readonly prefix: string }
  | { readonly kind: 'plugin' }
  | { readonly kind: 'clone'; readonly folder: string; readonly isExecutable: boolean }
  | { readonly kind: 'unknown' };

/** @param program the file that runs, without symbolic links: the executable, or dist/gantry.cjs */
export function findInstallation(program: string, exists: (path: string) => boolean): Installation {
  const path = program.replaceAll('\\', '/');
  const modules = /^(.*?)\/node_modules\/(?:.*\/)?(?:gantry|@gantry\/[^/]+)\/(?:bin|dist)\/[^/]+$/.exec(
    path,
  )?.[1];
  if (modules !== undefined) {
    const isOfProject = exists(join(modules, 'package.json'));
    const manager = path.includes('/.pnpm/') ? 'pnpm' : 'npm';
    return { kind: 'npm', manager, project: isOfProject ? modules : undefined };
  }
  const folder = dirname(program);
  const above = dirname(folder);
  if (basename(folder) === 'cli-plugins') return { kind: 'plugin' };
  if (path === '/usr/bin/gantry' && exists('/var/lib/dpkg/info/gantry.list')) return { kind: 'debian' };
  if (basename(folder) === 'dist' && exists(join(above, 'src/cli/main.ts')))
    return { kind: 'clone', folder: above, isExecutable: !path.endsWith('.cjs') };
  if (exists(join(above, 'share/gantry/installed-by'))) return { kind: 'script', prefix: above };
  if (exists(join(above, 'share/gantry/third-party.txt'))) return { kind: 'archive', prefix: above };
  return { kind: 'unknown' };
}
