import type { JSX } from 'preact';

/** What stands there while there is no answer. @param asked undefined: none yet */
export function Pending({
  asked,
}: {
  readonly asked: { readonly reason?: string } | undefined;
}): JSX.Element {
  return asked?.reason === undefined ? (
    <p class="muted" aria-busy="true">
      looking …
    </p>
  ) : (
    <p class="warn">▲ {asked.reason}</p>
  );
}
