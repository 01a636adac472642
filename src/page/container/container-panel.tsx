import type { ComponentChildren, JSX } from 'preact';
import type { PageContainerDetails, PageProbe } from '../../model/page-container.ts';
import type { PageContainer } from '../../model/page-state.ts';
import { ageOf, count } from '../../model/page-words.ts';
import { Address } from '../address.tsx';
import { FailureCard } from '../failure-card.tsx';
import { Environment } from './environment.tsx';
import { Changes, Processes } from './on-demand.tsx';
import { Pending } from './pending.tsx';
import { Usage } from './usage.tsx';
import { useAnswer } from './use-answer.ts';

/** Probes run without anything that the state tells of. */
const PROBED_AGAIN_MS = 5000;

/** All that is known of one container. */
export function ContainerPanel({ container }: { readonly container: PageContainer }): JSX.Element {
  const { id, says } = container;
  const asked = useAnswer('container', { container: id }, says, (last) =>
    last?.answer?.details?.healthcheck === undefined ? undefined : PROBED_AGAIN_MS,
  );
  const isRunning = says.startsWith('running');
  const details = asked?.answer?.details;
  if (!details) return <Pending asked={asked} />;
  return (
    <div class="panel">
      {details.why && <FailureCard failure={details.why} />}
      <Runs details={details} />
      {isRunning && <Usage id={id} />}
      <Probes details={details} />
      <Part title="Networks" isEmpty={details.networks.length === 0}>
        {details.networks.map(({ name, address, aliases }) => (
          <li key={name}>
            {name} {address !== undefined && <code>{address}</code>}{' '}
            {aliases.length > 0 && <span class="muted">as {aliases.join(', ')}</span>}
          </li>
        ))}
      </Part>
      <Part title="Ports" isEmpty={details.ports.length === 0}>
        {details.ports.map(({ text, url }) => (
          <li key={text}>
            {text} {url !== undefined && <Address url={url} />}
          </li>
        ))}
      </Part>
      <Part title="Mounts" isEmpty={details.mounts.length === 0}>
        {details.mounts.map(({ type, source, target, isReadOnly }) => (
          <li key={target}>
            <code>{target}</code> <span class="muted">{type}</span> {source}
            {isReadOnly && <span class="muted"> read-only</span>}
          </li>
        ))}
      </Part>
      <Environment key={id} container={id} names={details.variables} />
      {isRunning && <Processes key={id} container={id} />}
      <Changes key={id} container={id} />
    </div>
  );
}

function Part({
  title,
  isEmpty,
  children,
}: {
  readonly title: string;
  readonly isEmpty: boolean;
  readonly children: ComponentChildren;
}): JSX.Element | null {
  if (isEmpty) return null;
  return (
    <>
      <h4>{title}</h4>
      <ul>{children}</ul>
    </>
  );
}

function Runs({ details }: { readonly details: PageContainerDetails }): JSX.Element {
  const { startedAt, finishedAt, exitCode, lackedMemory, restarts } = details;
  return (
    <p>
      {startedAt !== undefined && `started ${ago(startedAt)} ago`}
      {finishedAt !== undefined && `, ended ${ago(finishedAt)} ago with ${exitCode ?? '?'}`}
      {restarts > 0 && <span class="warn">, restarted {count(restarts, 'time')}</span>}
      {lackedMemory && <strong class="bad"> ✕ it lacked memory</strong>}
    </p>
  );
}

function Probes({ details: { healthcheck, probes } }: { readonly details: PageContainerDetails }) {
  if (healthcheck === undefined) return null;
  return (
    <>
      <h4>Healthcheck</h4>
      <code>{healthcheck}</code>
      {probes.length === 0 && <p class="muted">it has not run yet</p>}
      <ol class="probes">
        {probes.map((probe, index) => (
          <Probe key={probe.at ?? index} probe={probe} />
        ))}
      </ol>
    </>
  );
}

function Probe({ probe: { at, exitCode, output } }: { readonly probe: PageProbe }): JSX.Element {
  return (
    <li>
      <span class={exitCode === 0 ? 'status-done' : 'status-failed'}>
        {exitCode === 0 ? '✓ ok' : `✕ exit ${exitCode}`}
      </span>{' '}
      {at !== undefined && <span class="muted">{ago(at)} ago</span>}
      {output !== '' && <pre class="output">{output}</pre>}
    </li>
  );
}

const ago = (time: string): string => ageOf(Date.parse(time) / 1000, Date.now());
