import type { MachineFacts } from './machine-facts.ts';

/** How one key of the engine's settings is set, in the words of the engine at hand. */
export function settingHint(
  { kind, daemon }: Pick<MachineFacts, 'kind' | 'daemon'>,
  setting: string,
  then: 'restart' | 'reload' = 'restart',
): string {
  if (kind === 'desktop') return `${setting} in the settings of Docker Desktop, under Docker Engine`;
  if (kind === 'rootless')
    return `${setting} in ~/.config/docker/daemon.json, then: systemctl --user ${then} docker`;
  return `${setting} in ${daemon?.file ?? '/etc/docker/daemon.json'}, then: systemctl ${then} docker`;
}
