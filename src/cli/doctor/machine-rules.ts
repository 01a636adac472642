import type { Hint } from '../../diagnostics/hint.ts';

/** What the machine is for. */
export type Use = 'dev' | 'prod';

type Level = 'off' | 'info' | 'warn' | 'fail';

export interface RuleRow {
  /** What is looked at, as it is shown. */
  readonly check: string;
  readonly dev: Level;
  readonly prod: Level;
}

/** What a machine that runs containers needs. Each has a row in docs/doctor.md. */
export const MACHINE_RULES = {
  'engine-old': { check: 'engine version', dev: 'info', prod: 'warn' },
  'users-not-mapped': { check: 'users', dev: 'off', prod: 'info' },
  'live-restore-off': { check: 'live-restore', dev: 'off', prod: 'warn' },
  'logs-unbounded': { check: 'logs', dev: 'off', prod: 'warn' },
  'storage-driver': { check: 'storage driver', dev: 'warn', prod: 'warn' },
  'cgroups-old': { check: 'cgroup version', dev: 'off', prod: 'info' },
  'limits-missing': { check: 'limits', dev: 'off', prod: 'warn' },
  'disk-low': { check: 'storage', dev: 'warn', prod: 'warn' },
  'inodes-low': { check: 'inodes', dev: 'warn', prod: 'warn' },
  'address-pool-low': { check: 'address pools', dev: 'warn', prod: 'warn' },
  'port-in-ephemeral-range': { check: 'ports', dev: 'warn', prod: 'warn' },
  'tcp-without-tls': { check: 'API', dev: 'warn', prod: 'fail' },
  'insecure-registry': { check: 'registries', dev: 'off', prod: 'warn' },
  'firewall-off': { check: 'firewall', dev: 'warn', prod: 'warn' },
  'clock-not-synchronised': { check: 'time', dev: 'off', prod: 'warn' },
  'not-started-at-boot': { check: 'boot', dev: 'off', prod: 'warn' },
  'swap-full': { check: 'swap', dev: 'off', prod: 'warn' },
  'data-in-container': { check: 'data', dev: 'info', prod: 'warn' },
  experimental: { check: 'experimental', dev: 'off', prod: 'info' },
} as const satisfies Readonly<Record<string, RuleRow>>;

export type MachineRule = keyof typeof MACHINE_RULES;

/** The answer to one rule, before it is known what the machine is for. */
export type Answer =
  | { readonly kind: 'fine'; readonly rule: MachineRule; readonly text: string }
  | { readonly kind: 'unknown'; readonly rule: MachineRule; readonly text: string; readonly hint?: Hint }
  | {
      readonly kind: 'concern';
      readonly rule: MachineRule;
      readonly text: string;
      readonly reason: string;
      readonly hint: Hint;
      /** So bad that the level of the rule is not enough. */
      readonly level?: 'fail';
    };

export const fine = (rule: MachineRule, text: string): Answer => ({ kind: 'fine', rule, text });

export const unknown = (rule: MachineRule, text: string, hint?: Hint): Answer => ({
  kind: 'unknown',
  rule,
  text,
  ...(hint !== undefined && { hint }),
});

export const concern = (
  rule: MachineRule,
  text: string,
  reason: string,
  hint: Hint,
  level?: 'fail',
): Answer => ({ kind: 'concern', rule, text, reason, hint, ...(level && { level }) });
