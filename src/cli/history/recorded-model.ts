import { isJsonMap, type Json, type JsonMap } from '../../model/json.ts';
import type { Observed } from '../../model/observed.ts';
import type { Outcome } from '../../model/outcome.ts';
import type { Plan } from '../../model/plan.ts';
import type { Project } from '../../model/project.ts';
import type { RecordedContainer, RecordedImage, RecordedModel } from '../../model/release.ts';
import { allImages } from '../../planner/ingress/wants-ingress.ts';
import { printProject } from '../../spec/print/print-project.ts';
import { byKey } from '../../util/by-key.ts';
import type { AppliedUp } from '../context/planned.ts';
import { contentHashes } from './content-hashes.ts';

export interface Run {
  readonly plan: Plan;
  readonly project: Project;
  readonly observed: Observed;
  readonly outcomes: readonly Outcome[];
  /** The containers by then. */
  readonly after: readonly RecordedContainer[];
}

/**
 * What a plan made the project into. Services that the run was not about, and that the files still have, are as the model before has
 * them; so are those that the files have no more, as long as they have containers.
 */
export function recordedModel(
  { plan, project, observed, outcomes, after }: Run,
  { services, scale, hashes, keepsOthers = false }: AppliedUp,
  before: RecordedModel | undefined,
): RecordedModel {
  const wanted = new Set(services);
  const ran = { ...project, services: new Map([...project.services].filter(([name]) => wanted.has(name))) };
  const now: RecordedModel = {
    file: writtenFile(ran),
    workingDir: project.workingDir,
    configFiles: project.configFiles,
    envFiles: project.envFiles,
    scale: Object.fromEntries([...(scale ?? [])].filter(([name]) => wanted.has(name))),
    images: imagesOf(ran, { plan, observed, outcomes }),
    contents: contentHashes(project),
    secretVariables: secretVariablesOf(ran),
    hashes: Object.fromEntries(
      [...byKey(ran.services)].map(([name, service]) => [
        name,
        hashes.hashOf(service, () => undefined).slice(0, 12),
      ]),
    ),
    ...(project.nameSeparator && { nameSeparator: project.nameSeparator }),
  };
  const stay = new Set([
    ...project.services.keys(),
    ...project.disabledServices.keys(),
    ...after.map(({ service }) => service),
  ]);
  return before
    ? withOthers(now, before, (name) => (keepsOthers || stay.has(name)) && !wanted.has(name))
    : now;
}

/** A Compose file as one tree, without the content of configs. */
export function writtenFile(project: Project): JsonMap {
  const secrets = byNamedSource(project.secrets);
  const configs = byNamedSource(project.configs);
  const printed = printProject({ ...project, secrets, configs }, 'yaml');
  return withoutContents(Object(JSON.parse(JSON.stringify(printed))));
}

const byNamedSource = (specs: Project['configs']): Project['configs'] =>
  new Map([...specs].map(([key, spec]) => [key, { ...spec, from: spec.namedSource ?? spec.from }]));

/** By service: the variables that came from its `env_file`. */
export const secretVariablesOf = ({ secrecy, services }: Project): RecordedModel['secretVariables'] =>
  Object.fromEntries(
    [...(secrecy?.fromEnvFiles ?? [])].flatMap(([service, names]) =>
      names.size > 0 && services.has(service) ? [[service, [...names].sort()] as const] : [],
    ),
  );

/** What is in configs is not kept, and hashes tell whether it is the same. */
function withoutContents(file: JsonMap): JsonMap {
  const emptied = (section: Json | undefined): JsonMap | undefined =>
    isJsonMap(section ?? null)
      ? Object.fromEntries(
          Object.entries(Object(section)).map(([key, spec]) => [key, withoutContent(Object(spec))]),
        )
      : undefined;
  const [secrets, configs] = [emptied(file.secrets), emptied(file.configs)];
  return { ...file, ...(secrets && { secrets }), ...(configs && { configs }) };
}

const withoutContent = (spec: JsonMap): JsonMap => ('content' in spec ? { ...spec, content: '' } : spec);

/** What a pull or a build of the plan gave, and else what the engine had by that name. */
function imagesOf(
  project: Project,
  { plan, observed, outcomes }: Omit<Run, 'project' | 'after'>,
): RecordedModel['images'] {
  const made = new Map(
    outcomes.flatMap((outcome) =>
      outcome.status === 'done' && outcome.made.kind === 'image'
        ? [[outcome.step, outcome.made.id] as const]
        : [],
    ),
  );
  const fresh = new Map(
    plan.steps.flatMap(({ id, operation }) => {
      const image = made.get(id);
      const isOne = operation.kind === 'pull-image' || operation.kind === 'build-image';
      return isOne && image !== undefined ? [[operation.image, image] as const] : [];
    }),
  );
  return Object.fromEntries(
    allImages(project).flatMap((reference): readonly (readonly [string, RecordedImage])[] => {
      const had = observed.images.get(reference);
      const id = fresh.get(reference) ?? had?.id;
      if (id === undefined) return [];
      const { digests } = had?.id === id ? had : {};
      return [[reference, { id, ...(digests && { digests }) }]];
    }),
  );
}

const SECTIONS = ['networks', 'volumes', 'secrets', 'configs'] as const;

/** With services of another model, and what belongs to them. */
export function withOthers(
  now: RecordedModel,
  before: RecordedModel,
  stays: (service: string) => boolean,
): RecordedModel {
  const only = <Value>(of: Readonly<Record<string, Value>>): Readonly<Record<string, Value>> =>
    Object.fromEntries(Object.entries(of).filter(([service]) => stays(service)));
  const sections = SECTIONS.flatMap((section) => {
    const both = { ...Object(before.file[section]), ...Object(now.file[section]) };
    return Object.keys(both).length > 0 ? [[section, both] as const] : [];
  });
  return {
    ...now,
    file: {
      ...now.file,
      services: { ...only(Object(before.file.services)), ...Object(now.file.services) },
      ...Object.fromEntries(sections),
    },
    scale: { ...only(before.scale), ...now.scale },
    images: { ...before.images, ...now.images },
    contents: { ...before.contents, ...now.contents },
    secretVariables: { ...only(before.secretVariables), ...now.secretVariables },
    hashes: { ...only(before.hashes), ...now.hashes },
  };
}
