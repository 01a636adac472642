import { constants } from 'node:os';
import { didYouMean } from '../../util/did-you-mean.ts';
import { hostName, type Meanings, plain, settings } from './refusal-words.ts';

export const portPublished = (port: string, host: string, by: string): string =>
  `port ${port} of ${host} is published by ${by}`;

/** Names, ports and permissions of containers. */
export const REFUSED_CONTAINERS: Meanings = [
  [
    /container name "\/?([^"]+)" is already in use by (?:container )?"?([0-9a-f]{12})?/i,
    ([, name, id]) => ({
      code: 'name-taken',
      message: `the container name ${name} is in use by container ${id ?? name}`,
      // Preflight finds taken names, so this name was free a moment ago.
      hint: 'another command, maybe a second `up` of this project, created it meanwhile: run the command again',
      ...settings('container_name'),
    }),
  ],
  [
    /Bind for (\S+):(\d+) failed: port is already allocated/,
    ([, address, port = '']) => {
      const host = hostName(address);
      return {
        code: 'port-taken',
        message: portPublished(port, host, 'another container already'),
        hint: `\`docker ps --filter publish=${port}\` shows it; publish another port, or stop that container`,
        refusal: { kind: 'port-published', port, host },
        ...settings(['ports', port], 'ports'),
      };
    },
  ],
  [
    /listen (?:tcp|udp|sctp)[46]? (\S+):(\d+): bind: address already in use|failed to bind (?:host )?port (?:for )?(\S+?):(\d+)(?:\/\w+)?.*address already in use/,
    ([, address, port, otherAddress, otherPort]) => ({
      code: 'port-taken',
      message: `port ${port ?? otherPort} of ${hostName(address ?? otherAddress)} is in use by a program outside the engine`,
      hint: `\`ss -ltnp 'sport = :${port ?? otherPort}'\` shows it; publish another port, or stop that program`,
      ...settings(['ports', port ?? otherPort ?? ''], 'ports'),
    }),
  ],
  [
    /bind: cannot assign requested address|listen \w+ (\S+):\d+: bind: cannot assign/,
    ([, address]) => ({
      code: 'port-taken',
      message: `the host has no address ${address ?? 'like the one the port is published on'}`,
      hint: 'publish the port on an address that the host has, or on all of them by leaving the address out',
      ...settings(['ports', address ?? ''], 'ports'),
    }),
  ],
  [
    /unknown capability: "(?:CAP_)?(\w+)"/,
    ([, name]) => ({
      code: 'engine-refused',
      message: `there is no capability ${name}`,
      hint: 'correct `cap_add` or `cap_drop`; `man 7 capabilities` lists them',
      ...settings(['cap_add', name ?? ''], ['cap_drop', name ?? '']),
    }),
  ],
  [
    /rootfs is marked read-only/,
    () => ({
      code: 'engine-refused',
      message: 'the files of the container are read-only',
      hint: 'copy to a volume or `tmpfs` of it, or leave `read_only` out',
      ...settings('read_only'),
    }),
  ],
  [
    /invalid signal: (\S+)/,
    ([, name = '']) => {
      const near = didYouMean(name, Object.keys(constants.signals));
      return {
        code: 'bad-usage',
        message: `there is no signal ${name}`,
        hint: near === undefined ? '`kill -l` lists them' : `did you mean "${near}"?`,
        ...settings(['stop_signal', name]),
      };
    },
  ],
  [
    /invalid IP address in add-host: "([^"]*)"/,
    ([, address]) => ({
      code: 'engine-refused',
      message: `${address} is no IP address`,
      hint: 'correct `extra_hosts`: each is a name and an address, or `host-gateway`',
      ...settings(['extra_hosts', address ?? '']),
    }),
  ],
  [
    /sethostname: invalid argument|invalid hostname/i,
    () => ({
      code: 'engine-refused',
      message: 'the host name is longer than the 64 characters that one may have',
      hint: 'shorten `hostname`',
      ...settings('hostname'),
    }),
  ],
  [
    /Invalid isolation: "([^"]*)"/,
    ([, isolation]) => ({
      code: 'engine-not-supported',
      message: `the engine has no isolation ${isolation}: that is for Windows`,
      hint: 'leave `isolation` out',
      ...settings('isolation'),
    }),
  ],
  [
    /unknown log opt '([^']+)' for (\S+) log driver/,
    ([, option, driver]) => ({
      code: 'engine-refused',
      message: `the log driver ${driver} has no option ${option}`,
      hint: 'correct `logging.options`',
      ...settings(['logging.options', option ?? ''], 'logging'),
    }),
  ],
  [
    /failed to initialize logging driver: (.+)/,
    ([, why]) => ({
      code: 'engine-refused',
      message: `the log driver does not work: ${plain(why)}`,
      hint: 'check what receives the logs, or correct `logging.options`; `logging: {driver: local}` keeps them with the engine',
      ...settings('logging.options', 'logging'),
    }),
  ],
];
