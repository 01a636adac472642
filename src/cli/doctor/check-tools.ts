import { dockerFiles, dockerFolder } from '../../engine/connection/docker-files.ts';
import { VERSION } from '../context/version.ts';
import { type Finding, fail, ok, warn } from './finding.ts';
import { runProgram } from './run-program.ts';

/** The programs beside gantry. None of them is needed to run what is there; `buildx` builds. */
export async function checkTools(): Promise<readonly Finding[]> {
  const [buildx, plugin, standalone] = await Promise.all([
    versionOf('docker', ['buildx', 'version']),
    versionOf('docker', ['compose', 'version', '--short']),
    versionOf('docker-compose', ['version', '--short']),
  ]);
  const compose = plugin ?? standalone;
  return [
    ok('gantry', `${VERSION}${compose === undefined ? '' : `, beside docker compose ${compose}`}`),
    buildx === undefined
      ? warn(
          'buildx',
          'not there: builds go to the engine itself',
          'install it (`apt-get install docker-buildx`) for build secrets, ssh and several platforms',
        )
      : ok('buildx', buildx),
  ];
}

/** undefined: it is not there, or does not know the words. */
async function versionOf(program: string, words: readonly string[]): Promise<string | undefined> {
  const answer = await runProgram(program, words);
  return answer && /(?<!\d)\d+\.\d+\.\d+\S*/.exec(answer.stdout)?.[0];
}

interface DockerConfig {
  readonly auths?: Readonly<Record<string, unknown>>;
  readonly credsStore?: string;
  readonly credHelpers?: Readonly<Record<string, string>>;
}

/** Whether the programs that keep the logins of registries can be run. What they keep is not looked at. */
export async function checkCredentials(
  environment: ReadonlyMap<string, string>,
): Promise<readonly Finding[]> {
  const text = dockerFiles(dockerFolder(environment.get('DOCKER_CONFIG'))).read('config.json');
  if (text === undefined) return [ok('credentials', 'none are stored: public images only')];
  const config = readConfig(text);
  if (!config)
    return [fail('credentials', "docker's config.json is not valid JSON", 'correct it, or move it away')];
  const helpers = new Set([
    ...(config.credsStore ? [config.credsStore] : []),
    ...Object.values(config.credHelpers ?? {}),
  ]);
  const broken = await Promise.all([...helpers].sort().map(checkHelper));
  const found = broken.flatMap((finding) => finding ?? []);
  if (found.length > 0) return found;
  const registries = Object.keys({ ...config.auths, ...config.credHelpers });
  return [
    ok(
      'credentials',
      registries.length === 0 ? 'none are stored: public images only' : `for ${registries.join(', ')}`,
    ),
  ];
}

function readConfig(text: string): DockerConfig | undefined {
  try {
    const config: DockerConfig = JSON.parse(text);
    return config;
  } catch {
    return undefined;
  }
}

async function checkHelper(name: string): Promise<Finding | undefined> {
  const program = `docker-credential-${name}`;
  const answer = await runProgram(program, ['list']);
  if (!answer)
    return fail(
      'credentials',
      `${program} is not there`,
      "install it, or take it out of docker's config.json",
    );
  if (answer.ok) return undefined;
  const words = answer.stderr.trim() || answer.stdout.trim();
  return fail('credentials', `${program} fails: ${words}`, `see what it says: ${program} list`);
}
