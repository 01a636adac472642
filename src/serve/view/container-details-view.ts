import type { ContainerDetails, ObservedContainer, ObservedMount } from '../../model/observed.ts';
import type {
  PageContainerDetails,
  PageMount,
  PageNetwork,
  PagePort,
  PageProbe,
} from '../../model/page-container.ts';
import type { PageFailure } from '../../model/page-state.ts';
import { urlOf } from '../../ui/tables/service-urls.ts';
import { hideInWords } from '../../util/looks-secret.ts';
import { portText } from './container-view.ts';

/** A probe that writes a page writes the same one again and again. */
const LONGEST_OUTPUT = 4000;

export interface ContainerFacts {
  /** From the list: it has the addresses. */
  readonly container: ObservedContainer;
  readonly details: ContainerDetails;
  /** undefined: it is well. */
  readonly why: PageFailure | undefined;
  /** Where published ports answer. */
  readonly host: string;
  /** Takes secrets out of a text. */
  readonly hide: (text: string) => string;
}

/** Of its environment only the names: no value leaves the server with it. */
export function containerDetailsView(facts: ContainerFacts): PageContainerDetails {
  const { container, details, why, host, hide } = facts;
  const { settings, hasHealthcheck, startedAt, finishedAt, exitCode } = details;
  const isUp = details.state === 'running' || details.state === 'paused';
  const test = hasHealthcheck ? settings.Healthcheck?.Test : undefined;
  const hasRun = !isZeroTime(startedAt);
  return {
    ...(why && { why }),
    ...(hasRun && { startedAt }),
    ...(hasRun && !isUp && !isZeroTime(finishedAt) && { finishedAt, exitCode }),
    lackedMemory: details.oomKilled,
    restarts: details.restartCount,
    ...(test && { healthcheck: hideInWords(test.slice(1), hide).join(' ') }),
    probes: probesOf(details, hide),
    variables: (settings.Env ?? []).map((entry) => entry.replace(/=[\s\S]*$/, '')).sort(),
    mounts: details.mounts.map((mount) => mountView(mount, hide)),
    networks: networksOf(facts),
    ports: portsOf(container, host),
  };
}

/** As Go writes a time that there was not. */
const isZeroTime = (time: string): boolean => time.startsWith('0001-');

const probesOf = ({ probes = [] }: ContainerDetails, hide: (text: string) => string): readonly PageProbe[] =>
  probes.toReversed().map(({ startedAt, exitCode, output }) => ({
    ...(startedAt !== undefined && { at: startedAt }),
    exitCode,
    output: hide(output).slice(0, LONGEST_OUTPUT),
  }));

const mountView = (
  { type, name, source, target, isReadOnly }: ObservedMount,
  hide: (text: string) => string,
): PageMount => ({
  type,
  source: hide(name ?? source),
  target,
  isReadOnly: isReadOnly === true,
});

const networksOf = ({ container, details }: ContainerFacts): readonly PageNetwork[] =>
  [...container.networks]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { ipAddress }]) => ({
      name,
      ...(ipAddress !== undefined && { address: ipAddress }),
      aliases: details.endpoints?.[name]?.Aliases ?? [],
    }));

/** Each once: IPv4 and IPv6 of one port are one to people. */
function portsOf({ ports }: ObservedContainer, host: string): readonly PagePort[] {
  const byText = new Map<string, PagePort>();
  for (const port of ports) {
    const [text, url] = [portText(port), urlOf(port, host)];
    if (!byText.has(text)) byText.set(text, { text, ...(url !== undefined && { url }) });
  }
  return [...byText.values()];
}
