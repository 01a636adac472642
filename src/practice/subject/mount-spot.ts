import type { Mount } from '../../model/service-spec.ts';
import { isMap } from '../../spec/tree/tree.ts';
import { withoutEndSlash } from './end-slash.ts';
import { atKey, atValue, type Spot } from './rule.ts';
import type { Subject } from './subject.ts';

/** Where a mount of a service is written. */
export function mountSpot({ tree }: Subject, service: string, { target }: Mount): Spot {
  const items = tree(['services', service, 'volumes']);
  const index = Array.isArray(items)
    ? items.findIndex((item) =>
        isMap(item)
          ? item.target === target
          : String(item)
              .split(':')
              .some((part) => withoutEndSlash(part) === target),
      )
    : -1;
  return index < 0 ? atKey('services', service, 'volumes') : atValue('services', service, 'volumes', index);
}
