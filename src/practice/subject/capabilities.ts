/** `CAP_SYS_ADMIN` and `sys_admin` are one. */
export const capabilityName = (written: string): string => written.toUpperCase().replace(/^CAP_/, '');

/** With one of these a process has the machine. */
export const GIVES_POWER: ReadonlySet<string> = new Set([
  'ALL',
  'SYS_ADMIN',
  'SYS_MODULE',
  'SYS_PTRACE',
  'SYS_RAWIO',
  'DAC_READ_SEARCH',
  'BPF',
]);
