import { onFailureOf } from '../../model/on-failure.ts';
import type { Project } from '../../model/project.ts';
import type { UpOptions } from './up-options.ts';

/**
 * Whether all of a change goes back when some of it fails. What the files say is for what runs on: not for instances, of which nothing is
 * kept, nor for what is only created.
 */
export function isAtomic(
  { atomic, obeysOnFailure = false, start }: Pick<UpOptions, 'atomic' | 'obeysOnFailure' | 'start'>,
  { extensions, instance }: Pick<Project, 'extensions' | 'instance'>,
): boolean {
  if (atomic !== undefined) return atomic;
  return obeysOnFailure && start && !instance && onFailureOf(extensions.get('x-gantry')) === 'rollback';
}
