import type { FileReference } from '../../model/file-reference.ts';
import type { Project } from '../../model/project.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { differingAttributes, numberOf, type UsedFile, usedFiles } from './mounted-files.ts';

type Attribute = 'uid' | 'gid' | 'mode';

/** Attributes that a service gives to a secret or config, and that its container does not get. */
export interface LostAttributes {
  readonly service: string;
  readonly kind: UsedFile['kind'];
  readonly reference: FileReference;
  readonly attributes: readonly Attribute[];
  /** In words. */
  readonly why: string;
  readonly hint: string;
}

/** Each with its reason. docker compose ignores all of them where the content comes from a file. */
export const lostAttributes = (project: Project): readonly LostAttributes[] =>
  [...project.services.values()].flatMap((service) =>
    usedFiles(project, service).flatMap((file) => [
      ...lostNames(service, file),
      ...(file.isCopied ? [] : lostInMount(service, file)),
    ]),
  );

function lostNames(service: ServiceSpec, file: UsedFile): readonly LostAttributes[] {
  const { uid, gid } = file.reference;
  const isName = (owner: string | undefined): boolean => owner !== undefined && numberOf(owner) === undefined;
  return lost(
    service,
    file,
    [...(isName(uid) ? (['uid'] as const) : []), ...(isName(gid) ? (['gid'] as const) : [])],
    {
      why: 'a name means nothing outside of its container',
      hint: 'write the number',
    },
  );
}

function lostInMount(service: ServiceSpec, file: UsedFile): readonly LostAttributes[] {
  const { from } = file.spec;
  if (from.kind !== 'file') return [];
  if (from.insteadOfFile !== undefined)
    return lost(service, file, givenNumbers(file.reference), {
      why: `${from.path} is ${from.insteadOfFile}, which is mounted as it is`,
      hint: 'take the content from a regular file, or leave the attributes out',
    });
  if (!from.found || !service.readOnly) return [];
  return lost(service, file, differingAttributes(from.found, file.reference), {
    why: `the container is read_only, so ${from.path} is mounted as it is`,
    hint: 'give the file itself that owner and mode, or remove read_only',
  });
}

const givenNumbers = ({ uid, gid, mode }: FileReference): readonly Attribute[] => [
  ...(numberOf(uid) === undefined ? [] : (['uid'] as const)),
  ...(numberOf(gid) === undefined ? [] : (['gid'] as const)),
  ...(mode === undefined ? [] : (['mode'] as const)),
];

const lost = (
  { name }: ServiceSpec,
  { kind, reference }: UsedFile,
  attributes: readonly Attribute[],
  because: Pick<LostAttributes, 'why' | 'hint'>,
): readonly LostAttributes[] =>
  attributes.length === 0 ? [] : [{ service: name, kind, reference, attributes, ...because }];
