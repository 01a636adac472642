import { COMPOSE_LABELS } from '../../model/labels.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { Project } from '../../model/project.ts';
import type { Hide } from '../../model/secret-hider.ts';
import { maskValue } from '../../util/looks-secret.ts';
import type { Cli } from '../context/cli.ts';
import { secretHider } from '../failures/known-secrets.ts';

/** Takes the secrets of a project out of what the engine says of its containers; with `--reveal` nothing. */
export function hiderFor({ globals }: Pick<Cli, 'globals'>, project: Project | undefined): Hide {
  if (globals.reveal) return String;
  let hide: Hide | undefined;
  // Whoever shows nothing reads no env files for it.
  return (text) => {
    hide ??= secretHider(project);
    return hide(text);
  };
}

type Labels = Readonly<Record<string, string>>;

/** The labels of an object, or the attributes of an event: what docker compose writes there is no secret. */
export function withoutSecrets(labels: Labels, { globals }: Pick<Cli, 'globals'>, hide: Hide): Labels {
  if (globals.reveal) return labels;
  return Object.fromEntries(
    Object.entries(labels).map(([name, value]) => [
      name,
      name.startsWith(COMPOSE_LABELS) ? value : hide(maskValue(name, value)),
    ]),
  );
}

/** The same containers as they may be shown. */
export function shownContainers(
  containers: readonly ObservedContainer[],
  cli: Pick<Cli, 'globals'>,
  hide: Hide,
): readonly ObservedContainer[] {
  return containers.map((container) => ({
    ...container,
    command: hide(container.command),
    labels: withoutSecrets(container.labels, cli, hide),
  }));
}
