import type { LockedImage, LockFile } from '../../model/lock-file.ts';
import { byKey } from '../../util/by-key.ts';
import { yamlText } from '../../util/yaml-text.ts';
import { LOCK_VERSION } from './read-lock-file.ts';

const HEAD =
  '# The images of this project by their content, as `lock` found them; `up --locked` runs exactly these.\n';

/** In order, each fact on a line of its own, so that two changes of different images merge. */
export function printLockFile({ inputs, images, remotes = new Map() }: LockFile): string {
  const printed = byKey(images).map(([reference, image]) => [reference, printImage(image)] as const);
  const pins = byKey(remotes).map(([reference, pin]) => [
    reference,
    reference.startsWith('oci://') ? { digest: pin } : { commit: pin },
  ]);
  return `${HEAD}${yamlText({
    version: LOCK_VERSION,
    inputs,
    images: Object.fromEntries(printed),
    ...(pins.length > 0 && { remotes: Object.fromEntries(pins) }),
  })}`;
}

function printImage({ digest, id, builtBy, since, platforms }: LockedImage) {
  return {
    ...(digest !== undefined && { digest }),
    ...(id !== undefined && { id }),
    ...(builtBy && { 'built-by': [...builtBy] }),
    ...(since !== undefined && { since }),
    ...(platforms && platforms.size > 0 && { platforms: Object.fromEntries(byKey(platforms)) }),
  };
}
