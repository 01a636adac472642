import { spawnSync } from 'node:child_process';
import { root } from '../setup/root.ts';

const AT_MOST_MS = 30_000;

/** What the registry knows of the packages, or why it could not be asked. */
export type RegistryAnswer =
  | { readonly kind: 'asked'; readonly problems: readonly string[] }
  | { readonly kind: 'not-asked'; readonly why: string };

export function askRegistry(npm = 'npm', atMostMs = AT_MOST_MS): RegistryAnswer {
  const ran = spawnSync(npm, ['audit', '--json', '--fetch-retries=0'], {
    cwd: root,
    encoding: 'utf8',
    timeout: atMostMs,
    maxBuffer: 64 * 1024 * 1024,
  });
  if (ran.error) return { kind: 'not-asked', why: ran.error.message };
  return readAudit(ran.stdout);
}

interface AuditReport {
  /** Instead of an answer. */
  readonly message?: string;
  readonly error?: { readonly summary?: string; readonly code?: string };
  readonly vulnerabilities?: Readonly<Record<string, Vulnerability>>;
}

interface Vulnerability {
  readonly name: string;
  readonly severity: string;
  /** Advisories, and the names of packages that it has them from. */
  readonly via: readonly (
    | string
    | { readonly title: string; readonly url: string; readonly range: string }
  )[];
}

/** The answer of `npm audit --json`. */
export function readAudit(text: string): RegistryAnswer {
  let report: AuditReport;
  try {
    report = JSON.parse(text);
  } catch {
    return { kind: 'not-asked', why: 'npm audit printed no JSON' };
  }
  const { vulnerabilities, message, error } = report;
  if (vulnerabilities === undefined)
    return { kind: 'not-asked', why: message ?? error?.summary ?? error?.code ?? 'npm audit gave no reason' };
  const problems = Object.values(vulnerabilities).flatMap(({ name, severity, via }) =>
    via.flatMap((one) =>
      typeof one === 'string'
        ? []
        : [`${name} is within ${one.range}: ${one.title} (${one.url}, ${severity})`],
    ),
  );
  return { kind: 'asked', problems };
}
