import type { Release } from '../../model/release.ts';
import { utcText } from '../../model/utc-text.ts';

/** `"up --detach" of root on vm, 2026-12-02 10:13:32 UTC` */
export const describeRelease = ({ typed, by, at }: Release): string =>
  `"${typed.join(' ')}" of ${by.user} on ${by.host}, ${utcText(at)}`;
