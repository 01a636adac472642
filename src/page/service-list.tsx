import type { JSX } from 'preact';
import { changeShape } from '../model/page-services.ts';
import type { PageService } from '../model/page-state.ts';
import { SHAPES } from '../model/page-words.ts';
import { pure } from './pure.ts';
import { activeSteps, listFilter, openService, selected, services, waitingServices } from './store.ts';

export function ServiceList(): JSX.Element {
  return (
    <nav class="list" aria-label="Services">
      <input
        id="list-filter"
        type="search"
        placeholder="Filter services ( / )"
        aria-label="Filter services"
        value={listFilter.value}
        onInput={({ currentTarget }) => {
          listFilter.value = currentTarget.value;
        }}
      />
      <ul>
        {services.value.map((service) => (
          <li key={service.name}>
            <Row
              service={service}
              isSelected={selected.value === service.name}
              doing={activeSteps.value.get(service.name) ?? waitText(service.name)}
            />
          </li>
        ))}
      </ul>
      {services.value.length === 0 && <p class="muted">no service</p>}
    </nav>
  );
}

function waitText(service: string): string | undefined {
  const others = waitingServices.value.get(service);
  return others && `waits for ${others.join(', ')}`;
}

interface RowProps {
  readonly service: PageService;
  readonly isSelected: boolean;
  /** In the run that goes on. */
  readonly doing: string | undefined;
}

const Row = pure(({ service, isSelected, doing }: RowProps) => (
  <button
    type="button"
    class={`row${isSelected ? ' selected' : ''}`}
    aria-current={isSelected ? 'true' : undefined}
    data-service={service.name}
    onClick={() => openService(service.name)}
  >
    <span class={`shape status-${service.status}`} aria-hidden="true">
      {SHAPES[service.status]}
    </span>
    <span class="name">{service.name}</span>
    <span class="says">{doing ?? service.says}</span>
    {service.change !== undefined && (
      <span class={`change${service.disruption === undefined ? '' : ' disrupts'}`}>
        {changeShape(service.change)} {service.change}
      </span>
    )}
  </button>
));
