import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { readText } from '../../util/read-text.ts';

/** What an engine on this machine was started with: its flags, and its file of settings. */
export interface DaemonSettings {
  /** Where its settings are written, whether the file is there or not. */
  readonly file: string;
  readonly dataRoot: string;
  /** Absent: not set. */
  readonly iptables?: boolean;
  readonly logMaxSize?: string;
  /** Where it listens. */
  readonly hosts: readonly string[];
  readonly tlsVerify: boolean;
}

/** The settings of the engine with this folder. @returns undefined when no such engine runs here, or it may not be looked at. */
export function findDaemon(rootDir: string): DaemonSettings | undefined {
  for (const pid of processes()) {
    const words = (readText(`/proc/${pid}/cmdline`) ?? '').split('\0').slice(0, -1);
    if (basename(words[0] ?? '') !== 'dockerd') continue;
    const settings = readDaemonSettings(words.slice(1), readText);
    // With users that are mapped, the engine tells of a folder of theirs in it.
    if (rootDir === settings.dataRoot || rootDir.startsWith(`${settings.dataRoot}/`)) return settings;
  }
  return undefined;
}

function processes(): readonly string[] {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}

/**
 * Reads what dockerd was called with. A flag and its key in the file exclude one another, so nothing overrides.
 *
 * @param read a file as text; undefined: it is not there
 */
export function readDaemonSettings(
  words: readonly string[],
  read: (path: string) => string | undefined,
): DaemonSettings {
  const flags = readFlags(words);
  const file = flags.get('config-file')?.[0] ?? '/etc/docker/daemon.json';
  const keys = readKeys(read(file) ?? '');
  const iptables = flags.get('iptables')?.[0] ?? keys.iptables;
  const logMaxSize =
    flags.get('log-opt')?.flatMap((option) => /^max-size=(.+)/.exec(option)?.[1] ?? [])[0] ??
    member(keys['log-opts'], 'max-size');
  return {
    file,
    dataRoot: flags.get('data-root')?.[0] ?? text(keys['data-root']) ?? '/var/lib/docker',
    ...(iptables !== undefined && { iptables: String(iptables) !== 'false' }),
    ...(typeof logMaxSize === 'string' && { logMaxSize }),
    hosts: [...(flags.get('host') ?? flags.get('H') ?? []), ...texts(keys.hosts)],
    tlsVerify: (flags.get('tlsverify')?.[0] ?? String(keys.tlsverify ?? false)) !== 'false',
  };
}

/** `--name=value`, `--name value`, `-H value`; a flag without a value is `true`. */
function readFlags(words: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const flags = new Map<string, string[]>();
  for (const [index, word] of words.entries()) {
    const [, name, written] = /^--?([A-Za-z][\w-]*)(?:=(.*))?$/s.exec(word) ?? [];
    if (name === undefined) continue;
    const next = words[index + 1];
    const value = written ?? (next === undefined || next.startsWith('-') ? 'true' : next);
    flags.set(name, [...(flags.get(name) ?? []), value]);
  }
  return flags;
}

/** What a file may say of them, unread. */
interface Keys {
  readonly iptables?: unknown;
  readonly 'log-opts'?: unknown;
  readonly 'data-root'?: unknown;
  readonly hosts?: unknown;
  readonly tlsverify?: unknown;
}

function readKeys(json: string): Keys {
  try {
    const keys: unknown = JSON.parse(json);
    return typeof keys === 'object' && keys !== null ? { ...keys } : {};
  } catch {
    return {};
  }
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

const texts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];

const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;
