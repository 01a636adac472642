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
 * All logins that docker has stored, those of credential helpers included, as one self-contained `config.json`: for programs in a
 * container, which cannot run the helpers.
 */
export async function storedLogins(files: DockerFiles, auth: RegistryAuth): Promise<Sensitive> {
  const { auths = {}, credHelpers = {}, credsStore } = parse(files.read('config.json'));
  const kept = credsStore === undefined ? [] : await listOf(credsStore);
  const names = [...new Set([...Object.keys(auths), ...Object.keys(credHelpers), ...kept])].sort();
  const found: Record<string, object> = {};
  for (const name of names) {
    // An image name of that registry: only Docker Hub may be omitted in a name.
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

/** A pull reports an error in it. */
function parse(text: string | undefined): StoredNames {
  try {
    const config: StoredNames | null = JSON.parse(text ?? '{}');
    return config ?? {};
  } catch {
    return {};
  }
}

/** The registries that a credential helper knows; none when it cannot run. */
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
