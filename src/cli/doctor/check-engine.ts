import type { EngineInfo, EngineVersion } from '../../engine/port/engine-answers.ts';
import { type Finding, fail, ok, warn } from './finding.ts';

/** Before it, `--mount` options, healthcheck intervals and other things that files ask for are not known. */
const OLDEST_API = 40;
const CLOCK_WARN_S = 5;
const CLOCK_FAIL_S = 300;

/** What the engine says of itself. `askedMs` and `answeredMs` are our clock around its answer. */
export function checkEngine(
  version: EngineVersion,
  info: EngineInfo,
  askedMs: number,
  answeredMs: number,
): readonly Finding[] {
  return [
    checkApi(version),
    ...checkRights(info),
    checkCgroups(info),
    checkClock(info, askedMs, answeredMs),
    ...info.warnings.map((text) =>
      warn('engine', text.replace(/^WARNING: /, ''), 'the engine says so; files that need it do not get it'),
    ),
  ];
}

function checkApi({ version, apiVersion, os, arch }: EngineVersion): Finding {
  const text = `${version}, API ${apiVersion}, ${os}/${arch}`;
  return Number(apiVersion.split('.')[1]) >= OLDEST_API
    ? ok('version', text)
    : warn('version', text, `update the engine: some of what files can say needs API 1.${OLDEST_API}`);
}

function checkRights({ securityOptions }: EngineInfo): readonly Finding[] {
  const has = (name: string) => securityOptions.some((option) => option.split(',').includes(`name=${name}`));
  if (has('rootless'))
    return [
      warn(
        'rights',
        'rootless: ports below 1024 cannot be published, and files belong to other users inside',
        'publish higher ports, or allow them: sysctl net.ipv4.ip_unprivileged_port_start=80',
      ),
    ];
  if (has('userns'))
    return [
      warn(
        'rights',
        'users of containers are mapped (userns-remap): mounted folders belong to nobody inside',
        'give them to the mapped user (/etc/subuid), or set userns_mode: host where needed',
      ),
    ];
  return [ok('rights', 'the engine runs as root, users are not mapped')];
}

function checkCgroups({ cgroupVersion }: EngineInfo): Finding {
  return cgroupVersion === '' || cgroupVersion === 'none'
    ? warn(
        'cgroups',
        'none: limits of memory and processors have no effect',
        'mount the cgroups of the system',
      )
    : ok('cgroups', `version ${cgroupVersion}`);
}

/** Logs, `--since`, certificates and tools that compare the age of files go by the clock. */
function checkClock({ systemTime }: EngineInfo, askedMs: number, answeredMs: number): Finding {
  const engineMs = Date.parse(systemTime);
  if (Number.isNaN(engineMs)) return ok('clock', 'the engine does not tell its time');
  const offMs = engineMs < askedMs ? engineMs - askedMs : Math.max(0, engineMs - answeredMs);
  const off = Math.round(Math.abs(offMs) / 1000);
  if (off < CLOCK_WARN_S) return ok('clock', 'the engine has the time of this machine');
  const text = `the engine is ${off} s ${offMs < 0 ? 'behind' : 'ahead'}`;
  const hint = 'set both by NTP (`timedatectl set-ntp true`); restart the virtual machine of Docker Desktop';
  return off < CLOCK_FAIL_S ? warn('clock', text, hint) : fail('clock', text, hint);
}
