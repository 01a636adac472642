import { execFile } from 'node:child_process';
import { Sensitive } from '../../util/sensitive.ts';
import type { DockerFiles } from '../connection/docker-files.ts';
import type { RegistryAuth } from './registry-auth.ts';

interface StoredNames {
  readonly auths?: Readonly<Record<string, unknown>>;
  readonly credsStore?: string;
  readonly credHelpers?: Readonly<Record<string, string>>;
}

interface Login {
  readonly username?: string;
  readonly password?: string;
  readonly identitytoken?: string;
}

/**
 * All the logins that docker has stored, whoever keeps them, as a `config.json` that has them in itself: for programs in
 * a container, where the keepers of passwords are not.
 */
export async function storedLogins(files: DockerFiles, auth: RegistryAuth): Promise<Sensitive> {
  const { auths = {}, credHelpers = {}, credsStore } = parse(files.read('config.json'));
  const kept = credsStore === undefined ? [] : await listOf(credsStore);
  const names = [...new Set([...Object.keys(auths), ...Object.keys(credHelpers), ...kept])].sort();
  const found: Record<string, object> = {};
  for (const name of names) {
    // An image of that registry: Docker Hub is the one that names need not mention.
    const { login } = await auth(/docker\.io\//.test(name) ? 'image' : `${hostOf(name)}/image`);
    if (login) found[name] = entryOf(JSON.parse(login.reveal()));
  }
  return new Sensitive(JSON.stringify({ auths: found }));
}

function entryOf({ username = '', password = '', identitytoken }: Login): object {
  if (identitytoken) return { identitytoken };
  return { auth: Buffer.from(`${username}:${password}`).toString('base64') };
}

const hostOf = (name: string): string => name.replace(/^https?:\/\//, '').replace(/\/.*$/, '');

/** What is wrong with it is told where an image is pulled. */
function parse(text: string | undefined): StoredNames {
  try {
    const config: StoredNames | null = JSON.parse(text ?? '{}');
    return config ?? {};
  } catch {
    return {};
  }
}

/** The registries that a keeper of passwords knows; none when it cannot be asked. */
function listOf(helper: string): Promise<readonly string[]> {
  return new Promise((resolve) => {
    const program = execFile(
      `docker-credential-${helper}`,
      ['list'],
      { timeout: 30_000 },
      (error, stdout) => {
        try {
          resolve(error ? [] : Object.keys(JSON.parse(stdout)));
        } catch {
          resolve([]);
        }
      },
    );
    program.stdin?.on('error', () => {}); // it may end without reading
    program.stdin?.end();
  });
}
