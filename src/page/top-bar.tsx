import type { JSX } from 'preact';
import type { PageState, PageStatus } from '../model/page-state.ts';
import { isWatching } from '../model/page-watch.ts';
import { count, SHAPES } from '../model/page-words.ts';
import { mayApply } from './asked-plan.ts';
import { projectOfPage } from './project-address.ts';
import { dialog, link, pendingCount, VIEWS, view } from './store.ts';
import { toggleTheme } from './theme.ts';
import { failingWatched } from './watch/watch-news.ts';

export function TopBar({ state }: { readonly state: PageState }): JSX.Element {
  return (
    <header class="top">
      {projectOfPage !== undefined && (
        <a href="/" title="o">
          All projects
        </a>
      )}
      <h1>{state.project}</h1>
      <span class="files muted">{state.files.join(', ')}</span>
      <nav class="views" aria-label="Views">
        {VIEWS.map((name) => (
          <button
            key={name}
            type="button"
            aria-current={view.value === name ? 'page' : undefined}
            onClick={() => {
              view.value = name;
            }}
          >
            {name}
            {name === 'watch' && isWatching(state.watch) && <WatchMark />}
            {name === 'plan' && pendingCount.value > 0 && <span class="badge">{pendingCount.value}</span>}
          </button>
        ))}
      </nav>
      <span class="spring" />
      {state.readOnly && <span class="badge plain">read-only</span>}
      {mayApply(state) && (
        <button type="button" class="primary" onClick={() => show('apply')}>
          Apply …
        </button>
      )}
      <button type="button" onClick={() => show('palette')} title="Ctrl K">
        Commands
      </button>
      <button type="button" onClick={toggleTheme} title="Dark or light">
        ◑<span class="for-readers">Dark or light</span>
      </button>
      <button type="button" onClick={() => show('help')} title="Keys (?)">
        ?<span class="for-readers">Keys</span>
      </button>
    </header>
  );
}

function WatchMark(): JSX.Element {
  const failing = failingWatched.value;
  return (
    <>
      <span aria-hidden="true" class={failing.length > 0 ? 'bad' : ''}>
        {failing.length > 0 ? ` ✕ ${failing.length}` : ' ◐'}
      </span>
      <span class="for-readers">
        : the files are watched{failing.length > 0 && `, ${failing.join(', ')} failed`}
      </span>
    </>
  );
}

function show(which: 'apply' | 'palette' | 'help'): void {
  dialog.value = which;
}

/** One line: what the project is like, and who else is at it. */
export function StatusLine({ state }: { readonly state: PageState }): JSX.Element {
  const { engine, keeper, run, problems } = state;
  const errors = problems.filter(({ severity }) => severity === 'error');
  return (
    <section class="status-line" aria-label="State">
      <Counts of={Object.values(state.services)} what="service" />
      <LostLink />
      {state.unread !== undefined && <span class="muted">by its labels alone: {state.unread}</span>}
      {engine.error !== undefined && <strong class="bad">✕ {engine.error}</strong>}
      {errors.length > 0 && (
        <button type="button" class="bad link" onClick={() => (view.value = 'plan')}>
          ✕ {errors[0]?.message}
          {errors.length > 1 && ` (and ${errors.length - 1} more)`}
        </button>
      )}
      {keeper !== undefined && <span class="warn">▲ {keeper} changes the project</span>}
      {run && (
        <button type="button" class={`link run-${run.status}`} onClick={() => (view.value = 'plan')}>
          {run.status === 'running' ? '◐ applying …' : `last apply: ${run.status}`}
        </button>
      )}
    </section>
  );
}

/** That the server has gone, or nothing. */
export function LostLink(): JSX.Element | null {
  if (link.value.kind !== 'lost') return null;
  return <strong class="bad">✕ gantry ui does not answer; trying again</strong>;
}

interface CountsProps {
  readonly of: readonly { readonly status: PageStatus }[];
  /** `service` */
  readonly what: string;
}

export function Counts({ of, what }: CountsProps): JSX.Element {
  const amounts = new Map<PageStatus, number>();
  for (const { status } of of) amounts.set(status, (amounts.get(status) ?? 0) + 1);
  const shown = (Object.keys(SHAPES) as PageStatus[]).filter((status) => amounts.has(status));
  if (shown.length === 0) return <span class="muted">no {what}</span>;
  return (
    <span class="counts">
      <span class="for-readers">{count(of.length, what)}: </span>
      {shown.map((status) => (
        <span key={status} class={`status-${status}`}>
          {SHAPES[status]} {amounts.get(status)} {status}
        </span>
      ))}
    </span>
  );
}
