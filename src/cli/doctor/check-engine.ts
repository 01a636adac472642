import type { EngineInfo, EngineVersion } from '../../engine/port/engine-answers.ts';
import type { AskedInfo } from './ask-info.ts';
import { type Finding, fail, ok, unknown, warn } from './finding.ts';
import type { Use } from './machine-rules.ts';

/** Before it, `--mount` options, healthcheck intervals and other things that files ask for are not known. */
const OLDEST_API = 40;
export const CLOCK_WARN_S = { dev: 5, prod: 1 } as const;
const CLOCK_FAIL_S = 300;

/** What the engine says of itself. */
export function checkEngine(version: EngineVersion, asked: AskedInfo, use: Use = 'dev'): readonly Finding[] {
  const { info } = asked;
  return [
    checkApi(version),
    // In production that is a good thing, and a rule of its own.
    ...(use === 'dev' ? checkRights(info) : []),
    checkCgroups(info),
    checkClock(asked, use),
    ...info.warnings
      .filter((text) => !isAskedByRule(text, info, use))
      .map((text) =>
        warn(
          'engine',
          text.replace(/^WARNING: /, ''),
          'the engine says so; files that need it do not get it',
        ),
      ),
  ];
}

/** Rules of their own say more of these. */
const isAskedByRule = (text: string, { missingLimits = [] }: EngineInfo, use: Use): boolean =>
  /API is accessible on http/i.test(text) ||
  (use === 'prod' &&
    missingLimits.length > 0 &&
    /No (?:memory|swap|pids|cpu cfs \w+) (?:limit )?support/i.test(text));

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

/** Logs, `--since`, certificates and tools that compare the age of files go by the clock. Containers have that of the engine. */
function checkClock({ info, askedMs, answeredMs }: AskedInfo, use: Use): Finding {
  const engineMs = Date.parse(info.systemTime);
  if (Number.isNaN(engineMs)) return unknown('clock', 'the engine does not tell its time');
  // Somewhere between the question and the answer the engine has looked at its clock.
  const offMs = engineMs < askedMs ? engineMs - askedMs : Math.max(0, engineMs - answeredMs);
  const off = Math.abs(offMs) / 1000;
  if (off < CLOCK_WARN_S[use]) {
    const tookMs = answeredMs - askedMs;
    return tookMs < CLOCK_WARN_S[use] * 1000
      ? ok('clock', `the engine has the time of this machine (known to ${tookMs + 1} ms)`)
      : unknown(
          'clock',
          `the engine took ${(tookMs / 1000).toFixed(1)} s to answer, too long to compare its time with this machine's`,
        );
  }
  const text = `the engine is ${off < 10 ? off.toFixed(1) : Math.round(off)} s ${offMs < 0 ? 'behind' : 'ahead'}`;
  const hint = 'set both by NTP (`timedatectl set-ntp true`); restart the virtual machine of Docker Desktop';
  return off < CLOCK_FAIL_S ? warn('clock', text, hint) : fail('clock', text, hint);
}
