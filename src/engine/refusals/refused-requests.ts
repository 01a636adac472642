import { type Meanings, pluginKind, settings, short } from './refusal-words.ts';

/** The engine itself: its features and its API. */
export const REFUSED_REQUESTS: Meanings = [
  [
    /error looking up (?:logging|volume) plugin (\S+): plugin|plugin "(\S+)" not found/,
    ([text = '', driver, other]) => ({
      code: 'engine-not-supported',
      message: `the engine has no ${pluginKind(text)} driver ${driver ?? other}`,
      hint: `correct \`driver\`, or install the plugin (\`docker plugin install ${driver ?? other}\`)`,
      ...settings('logging.driver', 'driver'),
    }),
  ],
  [
    /no space left on device/i,
    () => ({
      code: 'no-space',
      message: 'the disk of the engine is full',
      hint: '`docker system df` shows what takes the space',
    }),
  ],
  [
    /sent an HTTP request to an HTTPS server/,
    () => ({
      code: 'engine-unreachable',
      message: 'the engine takes no connection without TLS',
      hint: 'set DOCKER_TLS_VERIFY=1, and DOCKER_CERT_PATH to the folder of the certificates',
    }),
  ],
  [
    /client version \S+ is too (?:new|old)/,
    () => ({
      code: 'engine-not-supported',
      message: 'the engine does not support this version of the API',
      hint: 'unset DOCKER_API_VERSION: without it every engine uses its own version',
    }),
  ],
  [
    /No such container: ([0-9a-f]{64})/i,
    ([, id]) => ({
      code: 'no-container',
      message: `container ${short(id)} does not exist any more`,
    }),
  ],
  [
    /No such container: (\S+)/i,
    ([, name]) => ({
      code: 'no-container',
      message: `there is no container ${name}`,
      hint: '`docker ps -a` shows those there are',
      ...settings(
        ...['network_mode', 'volumes_from', 'ipc', 'pid', 'external_links'].map(
          (attribute) => [attribute, name ?? ''] as const,
        ),
      ),
    }),
  ],
];
