import type { ContainerEvent } from '../../engine/port/engine-answers.ts';
import { COMPOSE_LABELS, LABEL } from '../../model/labels.ts';
import type { Hide } from '../../model/secret-hider.ts';
import { eventJson, eventLine, type ShownEvent } from '../../ui/logs/events-output.ts';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';
import { aborted, onInterrupt } from '../context/signals.ts';
import { findProjectName } from '../find/find-project-name.ts';
import { hiderFor, withoutSecrets } from '../find/hide-secrets.ts';
import { checkServices } from '../find/target.ts';
import { timeOf } from '../logs/time-of.ts';

export interface EventsOptions {
  readonly json?: boolean;
  readonly since?: string;
  readonly until?: string;
}

/** Ends with `--until`, or with Ctrl-C. @returns the exit code */
export async function showEvents(
  cli: Cli,
  services: readonly string[],
  { json, since, until }: EventsOptions,
): Promise<number> {
  const now = new Date();
  const times = {
    ...(since !== undefined && { since: timeOf(since, now) }),
    ...(until !== undefined && { until: timeOf(until, now) }),
  };
  const { name, project } = await findProjectName(cli);
  if (project) checkServices(project, services);
  const hide = hiderFor(cli, project);
  const engine = await cli.engine();
  const stop = new AbortController();
  const release = onInterrupt([() => stop.abort(), () => cli.abandon()]);
  try {
    const query = { labels: [`${LABEL.project}=${name}`], ...times };
    const show = async (): Promise<void> => {
      for await (const event of engine.history(query, stop.signal)) {
        const shown = serviceEvent(event, (attributes) => withoutSecrets(attributes, cli, hide), hide);
        if (!shown || (services.length > 0 && !services.includes(shown.service))) continue;
        cli.stdout.write(json ? eventJson(shown) : eventLine(shown));
        await cli.stdout.drained();
        if (stop.signal.aborted) return;
      }
    };
    // A reader that takes nothing is no reason not to hear a signal.
    await Promise.race([show(), aborted(stop.signal)]);
    return stop.signal.aborted ? EXIT.interrupted : EXIT.ok;
  } catch (error) {
    if (stop.signal.aborted) return EXIT.interrupted;
    throw error;
  } finally {
    release();
  }
}

/** undefined: of a one-off, or of a container that no service accounts for. */
function serviceEvent(
  { container, action, attributes, time }: ContainerEvent,
  mask: (attributes: ContainerEvent['attributes']) => ContainerEvent['attributes'],
  hide: Hide,
): (ShownEvent & { readonly service: string }) | undefined {
  const service = attributes[LABEL.service];
  if (service === undefined || attributes[LABEL.oneOff] === 'True') return undefined;
  const own = Object.entries(attributes)
    .filter(([key]) => !key.startsWith(COMPOSE_LABELS))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const shown = mask(Object.fromEntries(own));
  return { type: 'container', id: container, service, action: hide(action), attributes: shown, time };
}
