import type { Hint } from '../../diagnostics/hint.ts';
import type { Concern, Setting, UserErrorCode } from '../../diagnostics/user-error.ts';
import type { Refusal } from './refusal.ts';

/** The cause in words, and a hint. */
export interface RefusalExplanation {
  readonly code: UserErrorCode;
  readonly message: string;
  readonly hint?: Hint;
  readonly about?: Concern;
  readonly refusal?: Refusal;
}

/** The setting of the service or other resource that may be wrong. */
export const settings = (...those: readonly Setting[]): { readonly about: Concern } => ({
  about: { settings: those },
});

/** Whom the message is about: an image that is to be started, or a container that runs. */
export interface Subjects {
  readonly image: string;
  readonly container: string;
}

type Explain = (found: readonly string[], subjects: Subjects) => RefusalExplanation;

/** An engine's message and its meaning. The first row that matches wins, so special rows come first. */
export type Meanings = readonly (readonly [said: RegExp, Explain])[];

/** Removes the prefixes and suffixes that the engine's components add to a message. */
export function plain(text: string | undefined): string {
  return (text ?? '')
    .trim()
    .replace(/^Error response from daemon: /, '')
    .replace(/^failed to create task for container: /, '')
    .replace(/^failed to create shim task: /, '')
    .replace(/^OCI runtime create failed: (?:runc create failed: )?/, '')
    .replace(/^unable to start container process: /, '')
    .replace(/: unknown$/, '');
}

/** People write limits of memory as whole numbers of these units. */
export const megabytes = (bytes: string | undefined): string => `${Math.ceil(Number(bytes) / 2 ** 20)}MB`;

export function pluginKind(text: string): string {
  if (text.includes('logging')) return 'log';
  return text.includes('volume') ? 'volume' : 'network';
}

export function hostName(address: string | undefined): string {
  const bare = (address ?? '').replace(/^\[|\]$/g, '');
  return bare === '' || bare === '0.0.0.0' || bare === '::' ? 'the host' : bare;
}

export function short(id: string | undefined): string {
  return id !== undefined && /^[0-9a-f]{64}$/.test(id) ? id.slice(0, 12) : (id ?? '');
}

export function holderNames(list: string | undefined): string {
  const ids = (list ?? '').split(/,\s*/);
  return `container${ids.length === 1 ? '' : 's'} ${ids.map(short).join(', ')}`;
}
