import { gantry } from '../../diagnostics/hint.ts';
import type { ContainerLog, MachineFacts } from './machine-facts.ts';
import { type Answer, concern, fine, unknown } from './machine-rules.ts';
import { settingHint } from './setting-hint.ts';

/** How the engine is set up. */
export function checkDaemon(facts: MachineFacts): readonly Answer[] {
  return [
    checkUsers(facts),
    checkLiveRestore(facts),
    checkLogs(facts),
    checkApi(facts),
    checkRegistries(facts),
    checkFirewall(facts),
    checkExperimental(facts),
    ...checkBoot(facts),
  ];
}

function checkUsers(facts: MachineFacts): Answer {
  const rule = 'users-not-mapped';
  const { kind, info } = facts;
  if (kind === 'rootless')
    return fine(rule, 'rootless: root of a container is an ordinary user of the machine');
  if (info.securityOptions.some((option) => option.split(',').includes('name=userns')))
    return fine(rule, 'mapped (userns-remap): root of a container is nobody on the machine');
  if (kind !== 'docker')
    return unknown(rule, `${NAMES[kind]} has its own way to run containers as other users`);
  return concern(
    rule,
    'root of a container is root of the machine',
    'who breaks out of a container that runs as root has the machine',
    [
      'run services as another user (`user:` in the file, USER in the Dockerfile), or set ',
      settingHint(facts, '"userns-remap": "default"'),
      '; images and volumes are in another folder then, and have to be brought there',
    ].join(''),
  );
}

const NAMES = { desktop: 'Docker Desktop', podman: 'Podman', rootless: 'a rootless engine' } as const;

function checkLiveRestore(facts: MachineFacts): Answer {
  const rule = 'live-restore-off';
  const { kind, info } = facts;
  if (kind === 'podman') return fine(rule, 'Podman has no daemon that could take its containers with it');
  if (info.isSwarm) return fine(rule, 'off, as Swarm needs it');
  if (info.liveRestore === undefined) return unknown(rule, 'the engine does not tell');
  if (info.liveRestore) return fine(rule, 'on: containers outlive a restart of the engine');
  if (kind === 'desktop') return unknown(rule, 'off; Docker Desktop starts and stops with its user');
  return concern(
    rule,
    'off',
    'every update and restart of the engine stops all containers',
    settingHint(facts, '"live-restore": true', 'reload'),
  );
}

function checkLogs(facts: MachineFacts): Answer {
  const rule = 'logs-unbounded';
  const { info, daemon, logs, kind } = facts;
  const endless = logs.filter(isEndless).map(({ container }) => container);
  const isDefaultBounded = info.loggingDriver !== 'json-file' || daemon?.logMaxSize !== undefined;
  const setting = settingHint(facts, '"log-driver": "local"');
  if (kind === 'podman' || info.loggingDriver === undefined)
    return unknown(
      rule,
      `of the engine's own settings, only its driver is known: ${info.loggingDriver ?? 'none'}`,
    );
  if (!isDefaultBounded && daemon !== undefined)
    return concern(
      rule,
      endless.length > 0
        ? `json-file without max-size; without a limit run ${some(endless)}`
        : 'json-file without max-size',
      'logs grow until the disk is full, and then everything on it stops',
      `${setting} (or "log-opts": {"max-size": "10m", "max-file": "3"}); it is for containers that are created afterwards`,
    );
  if (endless.length > 0)
    return concern(
      rule,
      `the log of ${some(endless)} has no limit`,
      isDefaultBounded
        ? 'the engine has one by now, but a container keeps what it was created with'
        : 'it grows until the disk is full, and then everything on it stops',
      isDefaultBounded ? ['create them anew: ', gantry('up', '--force-recreate')] : setting,
    );
  if (isDefaultBounded) return fine(rule, describeLogs(facts));
  const text =
    logs.length === 0
      ? 'driver json-file; no container shows the limits'
      : `${logs.length} running containers have a limit`;
  return logs.length === 0 ? unknown(rule, text, setting) : fine(rule, text);
}

/** These two drivers write to the disk of the engine; `local` has a limit by itself. */
const isEndless = ({ driver, maxSize }: ContainerLog): boolean =>
  driver === 'json-file' && maxSize === undefined;

const describeLogs = ({ info, daemon }: MachineFacts): string =>
  info.loggingDriver === 'json-file'
    ? `json-file, at most ${daemon?.logMaxSize} a file`
    : `driver ${info.loggingDriver}`;

const MOST_NAMES = 4;

function some(names: readonly string[]): string {
  const more = names.length - MOST_NAMES;
  return `${names.slice(0, MOST_NAMES).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function checkApi({ info, daemon, endpoint, usesTls, kind }: MachineFacts): Answer {
  const rule = 'tcp-without-tls';
  const told = info.warnings.find((text) => /API is accessible on http/i.test(text));
  const open = daemon?.tlsVerify ? undefined : daemon?.hosts.find((host) => /^tcp:/.test(host));
  const own = /^(?:tcp|http):/.test(endpoint) && !usesTls ? endpoint : undefined;
  const address = /https?:\/\/\S+/.exec(told ?? '')?.[0] ?? open ?? own;
  if (address === undefined)
    return kind === 'docker' && (daemon || /^unix:/.test(endpoint))
      ? fine(rule, 'reached by nobody without the rights of this machine, or without a certificate')
      : unknown(rule, 'this connection is safe; whether the engine listens elsewhere, it does not tell');
  return concern(
    rule,
    `open to anybody at ${address}`,
    'who reaches that address is root of the machine, a page in a browser on it included',
    'use ssh://USER@HOST as DOCKER_HOST and take the tcp:// host out of the settings of the engine, or start it with --tlsverify',
  );
}

function checkRegistries(facts: MachineFacts): Answer {
  const rule = 'insecure-registry';
  const { insecureRegistries } = facts.info;
  if (insecureRegistries === undefined) return unknown(rule, 'the engine does not tell');
  if (insecureRegistries.length === 0) return fine(rule, 'all are asked by TLS');
  return concern(
    rule,
    `insecure: ${some(insecureRegistries)}`,
    'anybody on the way can give the machine other images',
    `give the registry a certificate (its authority in /etc/docker/certs.d/HOST/ca.crt), and take it out of ${settingHint(facts, '"insecure-registries"', 'reload')}`,
  );
}

function checkFirewall(facts: MachineFacts): Answer {
  const rule = 'firewall-off';
  if (facts.daemon?.iptables === false)
    return concern(
      rule,
      '"iptables": false',
      'networks of containers are not kept apart, published ports show the address of the engine instead of the client, and containers reach nothing outside unless somebody else masks them',
      `take it out: ${settingHint(facts, '"iptables"')}; to keep a port from the world, publish it on 127.0.0.1`,
    );
  if (facts.daemon) return fine(rule, 'the engine sets the rules of its networks');
  return unknown(rule, 'whether the engine sets the rules of its networks, it does not tell');
}

function checkExperimental(facts: MachineFacts): Answer {
  const rule = 'experimental';
  if (facts.info.experimental === undefined) return unknown(rule, 'the engine does not tell');
  if (!facts.info.experimental || facts.kind === 'podman') return fine(rule, 'off');
  return concern(
    rule,
    'on',
    'what is experimental may change or go with any update',
    settingHint(facts, '"experimental": false'),
  );
}

/** Left out where nobody can tell: there are too many ways to start something. */
function checkBoot({ startsAtBoot }: MachineFacts): readonly Answer[] {
  const rule = 'not-started-at-boot';
  if (startsAtBoot === undefined) return [];
  if (startsAtBoot) return [fine(rule, 'the engine starts with the machine')];
  return [
    concern(
      rule,
      'the engine does not start with the machine',
      'after a reboot no container runs, whatever its restart policy says',
      'systemctl enable docker containerd',
    ),
  ];
}
