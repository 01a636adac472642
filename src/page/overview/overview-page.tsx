import { effect, signal } from '@preact/signals';
import type { JSX } from 'preact';
import type { PageOverview, PageProject } from '../../model/page-overview.ts';
import { ageOf, count, SHAPES } from '../../model/page-words.ts';
import { pure } from '../pure.ts';
import { toggleTheme } from '../theme.ts';
import { Counts, LostLink } from '../top-bar.tsx';
import { FILTER_ID, handleOverviewKey } from './overview-keys.ts';
import { addressOf, chosenProject, projectFilter, projects } from './overview-state.ts';

/** Ages are told in minutes at best. */
const TICK_MS = 20_000;

const now = signal(Date.now());
setInterval(() => {
  now.value = Date.now();
}, TICK_MS);
addEventListener('keydown', handleOverviewKey);
effect(() => {
  const name = chosenProject.value;
  const row = name === undefined ? null : document.querySelector(`[data-project="${CSS.escape(name)}"]`);
  row?.scrollIntoView({ block: 'nearest' });
});

export function OverviewPage({ overview }: { readonly overview: PageOverview }): JSX.Element {
  const { engine } = overview;
  const all = Object.values(overview.projects);
  return (
    <div class="overview">
      <header class="top">
        <h1>Projects</h1>
        <span class="files muted">{engine.endpoint}</span>
        <span class="spring" />
        <button type="button" onClick={toggleTheme} title="Dark or light">
          ◑<span class="for-readers">Dark or light</span>
        </button>
      </header>
      <section class="status-line" aria-label="State">
        <Counts of={all} what="project" />
        <LostLink />
        {engine.error !== undefined && <strong class="bad">✕ {engine.error}</strong>}
      </section>
      <main>
        <input
          id={FILTER_ID}
          type="search"
          placeholder="Filter projects ( / )"
          aria-label="Filter projects"
          value={projectFilter.value}
          onInput={({ currentTarget }) => {
            projectFilter.value = currentTarget.value;
          }}
        />
        <ul aria-label="Projects">
          {projects.value.map((project) => (
            <li key={project.name}>
              <Row
                project={project}
                isChosen={project.name === chosenProject.value}
                age={ageOf(project.since / 1000, now.value)}
              />
            </li>
          ))}
        </ul>
        {projects.value.length === 0 && (
          <p class="muted">{all.length === 0 ? 'no project has a container on this engine' : 'none fits'}</p>
        )}
      </main>
      <footer class="muted">
        <kbd>j</kbd> <kbd>k</kbd> next and previous · <kbd>Enter</kbd> open · <kbd>/</kbd> filter
      </footer>
    </div>
  );
}

interface RowProps {
  readonly project: PageProject;
  readonly isChosen: boolean;
  readonly age: string;
}

const Row = pure(({ project, isChosen, age }: RowProps) => {
  const { name, status, says, services, containers, folder, unread } = project;
  return (
    <a
      class={`project${isChosen ? ' selected' : ''}`}
      aria-current={isChosen ? 'true' : undefined}
      data-project={name}
      href={addressOf(name)}
    >
      <span class={`shape status-${status}`} aria-hidden="true">
        {SHAPES[status]}
      </span>
      <strong class="name">{name}</strong>
      <span class="says">
        {says} <span class="muted">for {age}</span>
      </span>
      <span class="amount">
        {services.running} of {count(services.total, 'service')} up{' '}
        {containers.total !== services.total && (
          <span class="muted">
            ({containers.running} of {count(containers.total, 'container')})
          </span>
        )}
      </span>
      <span class="place muted">{unread === undefined ? folder : `by its labels: ${unread}`}</span>
    </a>
  );
});
