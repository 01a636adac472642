import { createHash } from 'node:crypto';
import type { HashedFiles, HashedText } from '../../model/container-ref.ts';
import type { InjectedFile } from '../../model/injected-file.ts';
import { LABEL } from '../../model/labels.ts';
import type { CopiedFile } from './injected-files.ts';

const BEFORE_NAMES = ':';
const BETWEEN_NAMES = ',';

/** The labels that say what a container was made for. @param ids what stands in the text, and what belongs there */
export function hashLabels(
  { text, files }: HashedText,
  ids: Iterable<readonly [string, string]>,
): Readonly<Record<string, string>> {
  const known = [...ids];
  return {
    [LABEL.configHash]: configHash({ text }, known),
    ...(files && { [LABEL.filesHash]: configHash({ text, files }, known) }),
  };
}

/** With the files that were copied into it. A container of an older gantry has all of it in docker compose's label. */
export const hashIn = (labels: Readonly<Record<string, string>>): string | undefined =>
  labels[LABEL.filesHash] ?? labels[LABEL.configHash];

/** One hash of all of it. @param ids what stands in the text, and what belongs there */
export function configHash({ text, files }: HashedText, ids: Iterable<readonly [string, string]>): string {
  let whole = text;
  for (const [placeholder, id] of ids) whole = whole.replaceAll(placeholder, id);
  const hash = sha256(whole);
  return files === undefined ? hash : `${sha256(`${hash} ${files.hash}`)}${BEFORE_NAMES}${files.names}`;
}

/** Where only the hash is asked for: containers may have been made before there were names behind it. */
export const withoutNames = (label: string): string => label.split(BEFORE_NAMES, 1).join();

/** The names of the files that were put into a container, by the value of its label. */
export function copiedNames(label: string | undefined): readonly string[] {
  const at = label?.indexOf(BEFORE_NAMES) ?? -1;
  if (label === undefined || at < 0) return [];
  // A container behind an ingress has a word there.
  return label
    .slice(at + 1)
    .split(BETWEEN_NAMES)
    .filter((name) => name.includes('/'));
}

/** As it stands in the label: `configs/etc/site`. */
export const nameInLabel = ({ kind, path }: Pick<CopiedFile, 'kind' | 'path'>): string =>
  `${kind}s${path.replaceAll('%', '%25').replaceAll(BETWEEN_NAMES, '%2C')}`;

export const hashedFiles = (files: readonly CopiedFile[]): HashedFiles => ({
  hash: sha256(files.map(fileText).join('\n')),
  names: files.map(nameInLabel).join(BETWEEN_NAMES),
});

const fileText = ({ path, content, mode, uid, gid }: InjectedFile): string =>
  `${path} ${mode} ${uid} ${gid} ${sha256(content.reveal())}`;

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
