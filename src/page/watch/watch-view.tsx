import type { JSX } from 'preact';
import type { PageState } from '../../model/page-state.ts';
import { utcText } from '../../model/page-time.ts';
import { isWatching, type PageWatch, type PageWatchEntry } from '../../model/page-watch.ts';
import { count, duration, STEP_SHAPES } from '../../model/page-words.ts';
import { copyCommandLine } from '../store.ts';
import { switchWatch } from './switch-watch.ts';
import { WatchOutput } from './watch-output.tsx';

/** What saved files led to, the newest first. */
export function WatchView({ state }: { readonly state: PageState }): JSX.Element {
  const { watch, readOnly } = state;
  const entries = Object.values(watch?.entries ?? {}).toSorted((a, b) => b.id - a.id);
  return (
    <section class="plan watch" aria-label="Watch">
      <div class="heading">
        <h2>{isWatching(watch) ? '◐ Watching the files' : 'Watch'}</h2>
        {watch?.by !== undefined && <span class="muted">{watch.by}</span>}
        {!readOnly && <Switch watch={watch} />}
      </div>
      {!isWatching(watch) && <NotWatching watch={watch} />}
      {entries.length > 0 && (
        <ol class="works" aria-label="What was done">
          {entries.map((entry) => (
            <li key={entry.id} class={`card work-${entry.status}`}>
              {entry.kind === 'notice' || entry.kind === 'warning' ? (
                <Said entry={entry} />
              ) : (
                <Work entry={entry} />
              )}
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

function NotWatching({ watch }: { readonly watch: PageWatch | undefined }): JSX.Element {
  return (
    <>
      {watch?.endedAt !== undefined && (
        <p class={watch.isLost ? 'warn' : 'muted'}>
          {watch.isLost ? '▲ The process that watched is gone since ' : 'Ended '}
          <Clock at={watch.endedAt} />
        </p>
      )}
      <p class="muted">
        Nobody watches the files. In a terminal: <code>gantry watch</code>{' '}
        <button type="button" onClick={() => void copyCommandLine('watch')}>
          Copy<span class="for-readers"> gantry watch</span>
        </button>
      </p>
    </>
  );
}

/** What a terminal watches is ended there. */
function Switch({ watch }: { readonly watch: PageWatch | undefined }): JSX.Element | null {
  if (isWatching(watch) && watch?.by !== undefined) return null;
  const on = !isWatching(watch);
  return (
    <button type="button" onClick={() => void switchWatch(on)}>
      {on ? 'Watch from here' : 'Stop watching'}
    </button>
  );
}

function Work({ entry }: { readonly entry: PageWatchEntry }): JSX.Element {
  const { kind, status, at, tookMs, services, says, warnings, files, moreFiles, output, failures } = entry;
  return (
    <>
      <div class="heading">
        <span aria-hidden="true" class={status === 'failed' ? 'bad' : ''}>
          {STEP_SHAPES[status]}
        </span>
        <strong>
          {kind} {services.join(', ')}
        </strong>
        <span class="muted">
          {status} · <Clock at={at} />
          {tookMs !== undefined && ` · ${duration(tookMs)}`}
        </span>
      </div>
      {Object.entries(failures).map(([service, why]) => (
        <p key={service} class="bad why">
          ✕ {service}: {why}
        </p>
      ))}
      <Warnings texts={warnings} />
      {says.length > 0 && <p>{says.join(' · ')}</p>}
      {files.length > 1 && (
        <details>
          <summary>{count(files.length + moreFiles, 'path')}</summary>
          <pre>{[...files, ...(moreFiles > 0 ? [`and ${moreFiles} more`] : [])].join('\n')}</pre>
        </details>
      )}
      {output.length > 0 && <WatchOutput lines={output} status={status} />}
    </>
  );
}

function Said({ entry: { at, says, warnings } }: { readonly entry: PageWatchEntry }): JSX.Element {
  return (
    <>
      <Warnings texts={warnings} />
      <p class="muted">
        {says.map((text) => `${text} · `)}
        <Clock at={at} />
      </p>
    </>
  );
}

function Warnings({ texts }: { readonly texts: readonly string[] }): JSX.Element {
  return (
    <>
      {texts.map((text, index) => (
        <p key={index} class="warn why">
          ▲ {text}
        </p>
      ))}
    </>
  );
}

function Clock({ at }: { readonly at: number }): JSX.Element {
  const iso = new Date(at).toISOString();
  return <time dateTime={iso}>{utcText(iso)}</time>;
}
