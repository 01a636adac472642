import type { Project } from '../../model/project.ts';
import type { RecordedContainer, Release } from '../../model/release.ts';
import type { MadeBy } from '../../model/wait-error.ts';
import { diffFiles, type WrittenModel } from '../history/diff-models.ts';
import { secretVariablesOf, writtenFile } from '../history/recorded-model.ts';

/**
 * The release that made a container, where the files say something else of its service by now.
 *
 * @param id of the container
 * @param files as they are now
 */
export function madeByOlder(
  id: string,
  service: string,
  releases: readonly Release[],
  files: Project,
): MadeBy | undefined {
  const has = (containers: readonly RecordedContainer[]): boolean =>
    containers.some((one) => one.id === id.slice(0, 12));
  const maker = releases.find(({ before, after }) => has(after) && !has(before));
  const present = { file: writtenFile(files), secretVariables: secretVariablesOf(files) };
  if (!maker?.model || !files.services.has(service)) return undefined;
  const changes = diffFiles(only(service, maker.model), only(service, present));
  if (changes.length === 0) return undefined;
  const prefix = `services.${service}.`;
  return {
    release: maker.number,
    changes: changes.map(({ path, from, to }) => ({
      field: path.slice(prefix.length),
      ...(from !== undefined && { from }),
      ...(to !== undefined && { to }),
    })),
  };
}

const only = (service: string, { file, secretVariables }: WrittenModel): WrittenModel => ({
  file: { services: { [service]: Object(file.services)[service] ?? null } },
  secretVariables,
});
