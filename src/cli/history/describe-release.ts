import { utcText } from '../../model/page-time.ts';
import type { Release } from '../../model/release.ts';

/** `"up --detach" of root on vm, 2026-12-02 10:13:32 UTC` */
export const describeRelease = ({ typed, by, at }: Release): string =>
  `"${typed.join(' ')}" of ${by.user} on ${by.host}, ${utcText(at)}`;
