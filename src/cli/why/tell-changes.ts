import { gantry } from '../../diagnostics/hint.ts';
import type { ReportedFailure } from '../../model/failure.ts';
import type { ContainerDetails, ObservedContainer } from '../../model/observed.ts';
import type { Project } from '../../model/project.ts';
import type { MadeBy } from '../../model/wait-error.ts';
import { isProblem } from '../../ui/errors/show-why.ts';
import type { Cli } from '../context/cli.ts';
import { withoutWarnings } from '../context/without-warnings.ts';
import { goesByFiles } from '../failures/complete-failures.ts';
import { loadWith } from '../files/load.ts';
import type { Ailment } from './describe-ailment.ts';
import type { KeptChanges } from './kept-changes.ts';
import { madeByOlder } from './made-by.ts';
import { returnedChange, unfinishedChange } from './unfinished-change.ts';
import { withWayBack } from './way-back.ts';

/** Of the newest change of the project: it ended early, or it failed and all of it went back. */
type ChangeKind = 'unfinished' | 'returned';

export interface Found {
  readonly service: string;
  readonly kind: Ailment | ChangeKind;
  readonly failure: ReportedFailure;
  /** Absent: it is about none. */
  readonly container?: ObservedContainer;
  readonly details?: ContainerDetails;
}

interface Known {
  readonly changes: KeptChanges;
  readonly containers: readonly ObservedContainer[];
  /** The services that are asked about; undefined: all. */
  readonly wanted: ReadonlySet<string> | undefined;
}

/** With what releases tell: which change ended early, which one made a container that is not well, and whether it can be taken back. */
export async function withChangesTold(
  cli: Cli,
  project: Project,
  found: readonly Found[],
  { changes, containers, wanted }: Known,
): Promise<readonly Found[]> {
  const { releases } = changes;
  const isAiling = found.some(({ failure }) => isProblem(failure));
  const files = found.length > 0 && releases.length > 0 ? await presentFiles(cli, project) : undefined;
  const told = found.map((one): Found => {
    const { service, failure, container } = one;
    if (!container) return one;
    const madeBy = files && madeByOlder(container.id, service, releases, files);
    const own = madeBy ? ofRelease(failure, service, madeBy) : failure;
    return {
      ...one,
      failure: isProblem(failure) ? withWayBack(own, container, service, releases.at(-1)) : own,
    };
  });
  const unfinished = unfinishedChange(changes, { containers, wanted, isAiling });
  const returned = returnedChange(changes);
  return [
    ...(unfinished ? [{ service: '', kind: 'unfinished' as const, failure: unfinished }] : []),
    ...told,
    ...(returned ? [{ service: '', kind: 'returned' as const, failure: returned }] : []),
  ];
}

function ofRelease(failure: ReportedFailure, service: string, madeBy: MadeBy): ReportedFailure {
  const { report, hint } = failure;
  return {
    ...failure,
    ...(report && { report: { ...report, madeBy } }),
    ...(hint !== undefined &&
      goesByFiles(hint) && { hint: ['make it as the files say: ', gantry('up', '-d', service)] }),
  };
}

/** undefined: there are none, or they cannot be read, or not twice. */
async function presentFiles(cli: Cli, { origin }: Project): Promise<Project | undefined> {
  if (origin === 'labels' || cli.globals.file.includes('-')) return undefined;
  try {
    const { project } = await loadWith(withoutWarnings(cli), { services: [] });
    return project;
  } catch {
    return undefined;
  }
}
