import type { JsonMap } from '../../../src/model/json.ts';
import type { ProjectChoices, ServiceChoices } from './random-project.ts';
import { SERVICES } from './random-project.ts';

/** What of the choices goes together, worked out once for the whole project. */
interface Plot {
  readonly project: ProjectChoices;
  readonly isThere: (index: number) => boolean;
  readonly isNeeded: (index: number) => boolean;
  readonly lends: (index: number) => boolean;
  readonly endsWell: (index: number) => boolean;
  readonly isProbed: (index: number) => boolean;
}

/** As it stands in a Compose file. Services need only those before them, so that there is no cycle. */
export function writeProject(project: ProjectChoices): JsonMap {
  const plot = lay(project);
  const services = project.services.flatMap((service, index) =>
    plot.isThere(index) ? [[SERVICES[index] ?? '', writeService(plot, service, index)] as const] : [],
  );
  const { front, back, data, onChange, fileOnChange, fileVersion, content } = project;
  const named = (name: string | undefined): JsonMap => (name === undefined ? {} : { name });
  const watched = (word: string | undefined): JsonMap =>
    word === undefined ? {} : { 'x-gantry': { 'on-change': word } };
  return {
    services: Object.fromEntries(services),
    networks: {
      front: {
        ...named(front.name),
        labels: { version: front.label },
        ipam: { config: [{ subnet: '10.214.7.0/24' }] },
      },
      back: { ...named(back.name), internal: back.internal },
      outside: { external: true },
    },
    volumes: {
      data: { ...named(data.name), labels: { version: data.label } },
      cache: {},
      kept: { external: true },
    },
    configs: {
      inline: { content, ...watched(onChange) },
      // Says nothing to anybody: it stands for what is in the file.
      file: { file: './file.conf', 'x-version': fileVersion, ...watched(fileOnChange) },
    },
  };
}

function lay(project: ProjectChoices): Plot {
  const services = project.services;
  const isThere = (index: number): boolean => services[index]?.isThere ?? false;
  const users = (index: number, uses: (service: ServiceChoices) => boolean): boolean =>
    services.some((service, position) => position > index && isThere(position) && uses(service));
  const lends = (index: number): boolean => users(index, ({ lender }) => lender?.service === index);
  const isNeeded = (index: number): boolean =>
    lends(index) || users(index, ({ needs }) => needs.some(({ service }) => service === index));
  const isActive = (position: number): boolean =>
    isThere(position) && (isNeeded(position) || services[position]?.isOptional === false);
  const endsWell = (index: number): boolean =>
    !lends(index) &&
    services.some((service, position) => {
      const need = position > index ? service.needs.find((one) => one.service === index) : undefined;
      return isActive(position) && need?.condition === 'service_completed_successfully';
    });
  const isProbed = (index: number): boolean =>
    !endsWell(index) &&
    users(index, ({ needs }) =>
      needs.some(({ service, condition }) => service === index && condition !== 'service_started'),
    );
  return { project, isThere, isNeeded, lends, endsWell, isProbed };
}

function writeService(plot: Plot, service: ServiceChoices, index: number): JsonMap {
  const { image, isBuilt, variable, memory, pids, restart, hooks, config, volumes, isReadOnly } = service;
  const endsWell = plot.endsWell(index);
  const count = isAlone(plot, service, index) ? 1 : service.scale;
  return {
    image,
    ...(isBuilt && image === 'app' ? { build: '.' } : {}),
    command: endsWell ? ['true'] : ['sleep', '600'],
    init: true,
    environment: { VARIABLE: variable },
    ...(memory === undefined ? {} : { mem_limit: memory }),
    ...(pids === undefined ? {} : { pids_limit: pids }),
    ...(restart === undefined || endsWell ? {} : { restart }),
    ...writeNetworks(plot, service, index),
    volumes: [
      ...volumes.map((volume) => `${volume}:/${volume}${isReadOnly ? ':ro' : ''}`),
      ...(service.hasAnonymous ? ['/anonymous'] : []),
    ],
    ...(config === undefined ? {} : { configs: [config] }),
    ...(endsWell ? {} : writeHooks(hooks)),
    ...(plot.isProbed(index) ? { healthcheck: { test: ['CMD', 'true'], interval: '1s' } } : {}),
    ...writeNeeds(plot, service, index),
    scale: count,
    ...(service.hasFixedName && count === 1 ? { container_name: `fixed-${SERVICES[index]}` } : {}),
    ...(service.isOptional && !plot.isNeeded(index) ? { profiles: ['extra'] } : {}),
  };
}

/** What only one container can have. */
const isAlone = (plot: Plot, service: ServiceChoices, index: number): boolean =>
  plot.lends(index) || service.isAddressed || service.isPublished;

function writeNetworks(plot: Plot, service: ServiceChoices, index: number): JsonMap {
  const { alias, isAddressed, mac, prefersBack, isPublished } = service;
  const lender = lenderOf(plot, service, index);
  const place = plot.project.places[index] ?? 0;
  const lent = lender === undefined ? {} : writeLender(lender.lends, SERVICES[lender.service] ?? '');
  if (lender?.lends === 'network_mode') return lent;
  if (service.networks.length === 0 && lender?.lends !== 'links') return { ...lent, network_mode: 'none' };
  const networks = service.networks.map((network) => [
    network,
    {
      ...(alias === undefined ? {} : { aliases: [alias] }),
      ...(isAddressed && network === 'front' ? { ipv4_address: `10.214.7.${100 + place}` } : {}),
      ...(mac !== undefined && network === 'back' ? { mac_address: mac } : {}),
      ...(prefersBack && network === 'back' ? { priority: 10 } : {}),
    },
  ]);
  return {
    ...lent,
    networks: networks.length > 0 ? Object.fromEntries(networks) : { back: {} },
    ...(isPublished ? { ports: [`${23450 + place}:80`] } : {}),
    ...(plot.lends(index) ? { ipc: 'shareable' } : {}),
    ...(lender?.lends === 'ipc' ? { ipc: `service:${SERVICES[lender.service]}` } : {}),
  };
}

function lenderOf(plot: Plot, { lender }: ServiceChoices, index: number) {
  return lender && lender.service < index && plot.isThere(lender.service) ? lender : undefined;
}

function writeLender(lends: NonNullable<ServiceChoices['lender']>['lends'], name: string): JsonMap {
  if (lends === 'volumes_from') return { volumes_from: [name] };
  if (lends === 'links') return { links: [name] };
  return { [lends]: `service:${name}` };
}

function writeHooks(hooks: ServiceChoices['hooks']): JsonMap {
  return Object.fromEntries(hooks.map((hook) => [hook, [{ command: ['true'] }]]));
}

function writeNeeds(plot: Plot, { needs }: ServiceChoices, index: number): JsonMap {
  const entries = needs
    .filter(({ service }) => service < index && plot.isThere(service))
    .map(({ service, condition, restart, required }) => {
      // A service that lends something runs for as long as it is needed.
      const isMet = condition !== 'service_completed_successfully' || plot.endsWell(service);
      const met = plot.endsWell(service) && condition === 'service_healthy' ? 'service_started' : condition;
      return [
        SERVICES[service] ?? '',
        { condition: isMet ? met : 'service_started', restart, required },
      ] as const;
    });
  return entries.length === 0 ? {} : { depends_on: Object.fromEntries(entries) };
}
