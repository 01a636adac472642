import type { JSX } from 'preact';
import type { PageService, PageState } from '../model/page-state.ts';
import { SHAPES } from '../model/page-words.ts';
import { Address } from './address.tsx';
import { askPlan } from './asked-plan.ts';
import { ContainerCard } from './container/container-card.tsx';
import { Place, Settings } from './container/settings.tsx';
import { FailureCard, ProblemCard } from './failure-card.tsx';
import { ChangeCard } from './plan-view.tsx';
import { copyCommandLine, isOpen, logServices, openService, view } from './store.ts';

interface DetailsProps {
  readonly service: PageService;
  readonly state: PageState;
}

export function Details({ service, state }: DetailsProps): JSX.Element {
  const { name, status, says, image, addresses, at, containers } = service;
  const changes = state.plan?.changes.filter((change) => change.service === name) ?? [];
  const failures = state.run?.failures.filter((failure) => failure.service === name) ?? [];
  const problems = state.problems.filter((problem) => problem.service === name);
  return (
    <aside class="details" aria-label={`Details of ${name}`}>
      <div class="heading">
        <h2>
          <span class={`status-${status}`} aria-hidden="true">
            {SHAPES[status]}
          </span>{' '}
          {name}
        </h2>
        <button type="button" onClick={() => (isOpen.value = false)} title="Esc">
          ✕<span class="for-readers">Close</span>
        </button>
      </div>
      <p class={`status-${status}`}>{says}</p>
      <dl>
        {image !== undefined && <Entry name="image">{image}</Entry>}
        {at !== undefined && (
          <Entry name="in">
            <Place at={at} />
          </Entry>
        )}
        {addresses.length > 0 && (
          <Entry name="addresses">
            {addresses.map((url) => (
              <div key={url}>
                <Address url={url} />
              </div>
            ))}
          </Entry>
        )}
        <Ties name="waits for" edges={state.edges.filter(({ from }) => from === name)} end="to" />
        <Ties name="waited for by" edges={state.edges.filter(({ to }) => to === name)} end="from" />
      </dl>
      <div class="actions">
        <button
          type="button"
          onClick={() => {
            logServices.value = [name];
            view.value = 'logs';
          }}
        >
          Logs
        </button>
        {changes.length > 0 && (
          <button type="button" onClick={() => void askPlan({ kind: 'up', services: [name] })}>
            Plan of {name} alone …
          </button>
        )}
        <button type="button" onClick={() => void copyCommandLine(`logs -f ${name}`)}>
          Copy: gantry logs -f {name}
        </button>
      </div>
      {failures
        .filter(({ container }) => container === undefined || !Object.hasOwn(containers, container))
        .map((failure, index) => (
          <FailureCard key={index} failure={failure} />
        ))}
      {problems.map((problem, index) => (
        <ProblemCard key={index} problem={problem} />
      ))}
      {changes.length > 0 && <h3>The plan</h3>}
      {changes.map((change) => (
        <ChangeCard key={`${change.kind} ${change.name} ${change.action}`} change={change} />
      ))}
      <h3>Containers</h3>
      {Object.values(containers).map((container) => (
        <ContainerCard
          key={container.id}
          container={container}
          failures={failures.filter((failure) => failure.container === container.name)}
          isAlone={Object.keys(containers).length === 1}
        />
      ))}
      {Object.keys(containers).length === 0 && <p class="muted">none</p>}
      {at !== undefined && <Settings key={name} service={name} />}
    </aside>
  );
}

function Entry({
  name,
  children,
}: {
  readonly name: string;
  readonly children: JSX.Element | JSX.Element[] | string;
}) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

interface TiesProps {
  readonly name: string;
  readonly edges: PageState['edges'];
  readonly end: 'from' | 'to';
}

function Ties({ name, edges, end }: TiesProps): JSX.Element | null {
  if (edges.length === 0) return null;
  return (
    <>
      <dt>{name}</dt>
      <dd>
        {edges.map((edge) => (
          <div key={edge[end]}>
            <button type="button" class="link" onClick={() => openService(edge[end])}>
              {edge[end]}
            </button>{' '}
            <span class="muted">{edge.label}</span>
          </div>
        ))}
      </dd>
    </>
  );
}
