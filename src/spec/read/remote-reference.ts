import { posix } from 'node:path';
import { SCP } from './is-remote.ts';

/** What stands where the path of a Compose file may stand, and is none. */
export type RemoteReference =
  | {
      readonly kind: 'git';
      /** What git fetches from. */
      readonly url: string;
      /** A branch, a tag or a commit. Absent: what the repository has checked out. */
      readonly ref?: string;
      /** A folder or a file of the repository; empty: its top. */
      readonly subdir: string;
    }
  | {
      readonly kind: 'oci';
      /** `registry.example/app:1`, as images are written. */
      readonly image: string;
      /** `sha256:…`, where it is part of the reference. */
      readonly digest?: string;
    };

export type ParsedReference =
  | { readonly ok: true; readonly reference: RemoteReference }
  | { readonly ok: false; readonly message: string; readonly hint: string };

const OCI = 'oci://';
/** Any program or file of this machine could be meant by others: `ext::`, `file://`. */
const GIT_SCHEMES: readonly string[] = ['https:', 'http:', 'ssh:', 'git:'];

/**
 * Reads a reference to files of another machine.
 *
 * Shape:  `oci://NAME[:TAG][@DIGEST]`, or an address of git as BuildKit takes it: `https://HOST/PATH.git`, `ssh://…`, `git://…`,
 *         `USER@HOST:PATH`, each with `#REF:SUBDIR`.
 */
export function parseRemote(text: string): ParsedReference {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  if (/[\u0000-\u0020\u007f\\]/.test(text))
    return wrong(text, 'has a space or another character that no address has', 'remove it');
  if (text.startsWith(OCI)) return parseOci(text);
  const bare = /^((?:(?:https?|ssh|git):\/\/|[\w-]+@)[^#]*\.git):([^#]+)$/i.exec(text);
  if (bare)
    return wrong(
      text,
      'has no "#" before its folder',
      `write ${shownReference(bare[1] ?? '')}#:${bare[2]}, or #REF:${bare[2]} for a branch, a tag or a commit`,
    );
  const hash = text.indexOf('#');
  const url = hash < 0 ? text : text.slice(0, hash);
  const fragment = hash < 0 ? '' : text.slice(hash + 1);
  if (!SCP.test(text)) {
    const parsed = URL.parse(url);
    if (!parsed || !GIT_SCHEMES.includes(parsed.protocol))
      return wrong(text, 'is no address that a Compose file can come from', FORMS);
    if (!/^[A-Za-z0-9[]/.test(parsed.hostname) || parsed.username.startsWith('-'))
      return wrong(text, 'names no machine', FORMS);
    if (parsed.protocol.startsWith('http') && !parsed.pathname.endsWith('.git'))
      return wrong(
        text,
        'is no repository of git',
        'the address of one ends with ".git"; download a single file and name it with its path',
      );
  }
  const colon = fragment.indexOf(':');
  const ref = colon < 0 ? fragment : fragment.slice(0, colon);
  const written = colon < 0 ? '' : fragment.slice(colon + 1);
  if (/^-|\.\.|[~^:?*[]|@\{/.test(ref))
    return wrong(text, `has "${ref}", which is no branch, tag or commit`, 'write #main, #v1.2.3 or a commit');
  if (written.startsWith('/') || written.split('/').includes('..'))
    return wrong(
      text,
      `leads out of the repository with "${written}"`,
      'write the folder as it is in the repository',
    );
  const subdir = posix.normalize(written).replace(/^\.$|\/$/g, '');
  return { ok: true, reference: { kind: 'git', url, ...(ref !== '' && { ref }), subdir } };
}

const NAME =
  /^(?:[a-z0-9][a-z0-9.-]*(?::\d+)?|\[[0-9a-f:]+\](?::\d+)?)(?:\/[a-z0-9][a-z0-9._-]*)*(?::\w[\w.-]{0,127})?$/i;

function parseOci(text: string): ParsedReference {
  const [image = '', digest, ...more] = text.slice(OCI.length).split('@');
  if (!NAME.test(image) || more.length > 0)
    return wrong(text, 'is no reference to an artifact', 'write oci://REGISTRY/NAME:TAG');
  if (digest === undefined) return { ok: true, reference: { kind: 'oci', image } };
  if (!/^sha256:[0-9a-f]{64}$/.test(digest))
    return wrong(text, `has "${digest}", which is no digest`, 'it is "sha256:" and 64 hexadecimal digits');
  return { ok: true, reference: { kind: 'oci', image, digest } };
}

/** A password in an address is for the other machine alone. */
export const shownReference = (text: string): string => text.replace(/^([a-z]+:\/\/)[^/@#]*@/i, '$1');

/** With the user that ssh needs. */
const wrong = (text: string, what: string, hint: string): ParsedReference => ({
  ok: false,
  message: `${shownReference(text)} ${what}`,
  hint,
});

const FORMS =
  'write oci://REGISTRY/NAME:TAG, https://HOST/PATH.git#REF:FOLDER, ssh://USER@HOST/PATH or USER@HOST:PATH';
