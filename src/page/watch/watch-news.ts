import { computed, effect } from '@preact/signals';
import { failingServices, isWatching } from '../../model/page-watch.ts';
import { pageState, tell } from '../store.ts';

/** Services that are watched, and whose last work failed. */
export const failingWatched = computed<readonly string[]>(() => {
  const watch = pageState.value?.watch;
  return isWatching(watch) ? failingServices(watch) : [];
});

/** Whoever saves a file looks at another view than this, or at none. */
export function tellWhatFails(): void {
  let told: readonly string[] = [];
  effect(() => {
    const failing = failingWatched.value;
    const fresh = failing.filter((service) => !told.includes(service));
    told = failing;
    if (fresh.length > 0) tell(`✕ watch: ${fresh.join(', ')} failed`);
  });
}
