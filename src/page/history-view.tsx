import { useSignal, useSignalEffect } from '@preact/signals';
import type { JSX } from 'preact';
import type { PageHistory, PageRelease } from '../model/page-history.ts';
import { utcText } from '../model/page-time.ts';
import { duration } from '../model/page-words.ts';
import { askPlan } from './asked-plan.ts';
import { post } from './page-key.ts';
import { ReleaseDiff } from './release-diff.tsx';
import { pageState } from './store.ts';

/** What gantry did to the project, the newest first; each of it can be looked at, compared and gone back to. */
export function HistoryView(): JSX.Element {
  const history = useSignal<PageHistory | undefined>(undefined);
  const refusal = useSignal('');
  // A run that ends is a release more.
  const lastRun = pageState.value?.run;
  const asOf = useSignal('');
  asOf.value = `${pageState.value?.plan?.id} ${lastRun?.id} ${lastRun?.endedAt}`;
  useSignalEffect(() => {
    if (asOf.value === '') return;
    void readHistory().then((found) => {
      if (typeof found === 'string') refusal.value = found;
      else history.value = found;
    });
  });
  const { releases = [], movedSince = [], unreadable = [], interrupted } = history.value ?? {};
  return (
    <section class="plan history" aria-label="History" aria-busy={history.value === undefined}>
      <h2>History</h2>
      {refusal.value !== '' && <p class="warn">▲ {refusal.value}</p>}
      {history.value && releases.length === 0 && (
        <p class="muted">Nothing is kept yet: the next apply that changes something is the first release.</p>
      )}
      {releases.length > 1 && <ReleaseDiff releases={releases} />}
      {interrupted !== undefined && <p class="warn">▲ {interrupted}</p>}
      <Moved lines={movedSince} />
      <ol class="releases">
        {releases.map((release, index) => (
          <li key={release.number}>
            <Release release={release} isNewest={index === 0} />
            <Moved lines={release.movedBefore} />
          </li>
        ))}
      </ol>
      {unreadable.map((line) => (
        <p key={line} class="warn">
          ▲ {line}
        </p>
      ))}
    </section>
  );
}

/** @returns a text: why there is none */
async function readHistory(): Promise<PageHistory | string> {
  try {
    const { json } = await post('history', {});
    const { releases, movedSince, unreadable, interrupted } = json;
    if (!releases || !movedSince || !unreadable) return json.reason ?? 'there is no history';
    return { releases, movedSince, unreadable, ...(interrupted !== undefined && { interrupted }) };
  } catch {
    return 'the server of this page does not answer';
  }
}

function Moved({ lines }: { readonly lines: readonly string[] }): JSX.Element {
  return (
    <>
      {lines.map((line) => (
        <p key={line} class="muted">
          ≠ meanwhile: {line}
        </p>
      ))}
    </>
  );
}

interface ReleaseProps {
  readonly release: PageRelease;
  readonly isNewest: boolean;
}

function Release({ release, isNewest }: ReleaseProps): JSX.Element {
  const { number, at, tookMs, by, command, commit, outcome, changes, failures, canBeGoneBackTo } = release;
  return (
    <div class={`card outcome-${outcome}`}>
      <div class="heading">
        <strong>
          {number}. {command}
        </strong>
        <span class={outcome === 'done' ? 'status-running' : 'bad'}>
          {outcome === 'done' ? '✓' : '✕'} {outcome}
        </span>
        {canBeGoneBackTo && !isNewest && (
          <button type="button" onClick={() => void askPlan({ kind: 'rollback', release: number })}>
            Show the plan back to {number} …
          </button>
        )}
      </div>
      <div class="muted">
        <time dateTime={at}>{utcText(at)}</time> · {by} · {duration(tookMs)}
        {commit !== undefined && <> · {commit}</>}
      </div>
      {failures.map((failure) => (
        <div key={failure} class="bad">
          ✕ {failure}
        </div>
      ))}
      <ul>
        {changes.map((change) => (
          <li key={change}>{change}</li>
        ))}
      </ul>
    </div>
  );
}
