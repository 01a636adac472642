import type { JSX } from 'preact';
import { ApplyDialog } from './apply-dialog.tsx';
import { Details } from './details.tsx';
import { Graph } from './graph.tsx';
import { HelpDialog } from './help-dialog.tsx';
import { loadLater } from './load-later.tsx';
import { LoginForm } from './login-form.tsx';
import { LogView } from './logs/log-view.tsx';
import { Palette } from './palette.tsx';
import { PlanView } from './plan-view.tsx';
import { projectOfPage } from './project-address.ts';
import { ServiceList } from './service-list.tsx';
import {
  dialog,
  isOpen,
  link,
  notice,
  overview,
  pageState,
  pendingCount,
  selected,
  VIEWS,
  view,
} from './store.ts';
import { terminalOf } from './terminal/open-terminal.ts';
import { TerminalPanel } from './terminal/terminal-panel.tsx';
import { StatusLine, TopBar } from './top-bar.tsx';

const HistoryView = loadLater(
  async () => (await import('./history-view.tsx')).HistoryView,
  () => <section class="plan history" aria-label="History" aria-busy="true" />,
);

const WatchView = loadLater(
  async () => (await import('./watch/watch-view.tsx')).WatchView,
  () => <section class="plan" aria-label="Watch" aria-busy="true" />,
);

const OverviewPage = loadLater(
  async () => (await import('./overview/overview-page.tsx')).OverviewPage,
  () => <main class="alone" aria-busy="true" />,
);

export function App(): JSX.Element {
  if (link.value.kind === 'refused') {
    const { reason, asksPassword } = link.value;
    return asksPassword ? <LoginForm reason={reason} /> : <Refused reason={reason} />;
  }
  if (link.value.kind === 'missing') return <Missing />;
  if (overview.value) return <OverviewPage overview={overview.value} />;
  const state = pageState.value;
  if (!state)
    return (
      <main class="alone" aria-busy="true">
        <p>looking at the project …</p>
      </main>
    );
  const service = isOpen.value && selected.value !== undefined ? state.services[selected.value] : undefined;
  return (
    <div
      class={`shell view-${view.value}${service ? ' with-details' : ''}${terminalOf.value ? ' with-terminal' : ''}`}
    >
      <TopBar state={state} />
      <StatusLine state={state} />
      <ServiceList />
      <main class="centre" id="main">
        {view.value === 'plan' ? (
          <PlanView state={state} />
        ) : view.value === 'watch' ? (
          <WatchView state={state} />
        ) : view.value === 'history' ? (
          <HistoryView />
        ) : (
          <>
            {view.value !== 'logs' && <Graph state={state} />}
            <LogView />
          </>
        )}
      </main>
      {service && <Details service={service} state={state} />}
      {terminalOf.value && <TerminalPanel key={terminalOf.value.id} container={terminalOf.value} />}
      <Tabs />
      {dialog.value === 'apply' && <ApplyDialog state={state} />}
      {dialog.value === 'help' && <HelpDialog />}
      {dialog.value === 'palette' && <Palette />}
      <div class="notice" role="status" aria-live="polite">
        {notice.value}
      </div>
    </div>
  );
}

/** What a narrow screen has instead of regions side by side. */
function Tabs(): JSX.Element {
  return (
    <nav class="tabs" aria-label="Views">
      {(['list', ...VIEWS] as const).map((name) => (
        <button
          key={name}
          type="button"
          aria-current={view.value === name ? 'page' : undefined}
          onClick={() => {
            isOpen.value = false;
            view.value = name;
          }}
        >
          {name}
          {name === 'plan' && pendingCount.value > 0 && ` ${pendingCount.value}`}
        </button>
      ))}
    </nav>
  );
}

function Refused({ reason }: { readonly reason: string }): JSX.Element {
  return (
    <main class="alone">
      <h1>gantry</h1>
      <p>{reason}</p>
      <p>
        A link opens one page. Press Enter in the terminal of <code>gantry ui</code> for another one.
      </p>
    </main>
  );
}

function Missing(): JSX.Element {
  return (
    <main class="alone">
      <h1>{projectOfPage}</h1>
      <p>There is no project of this name here: nothing on the engine has its label.</p>
      <p>
        <a href="/">Back to what there is</a>
      </p>
    </main>
  );
}
