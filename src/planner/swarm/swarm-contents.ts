import type { Problems } from '../../diagnostics/several-errors.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import type { StepId } from '../../model/ids.ts';
import { STACK } from '../../model/labels.ts';
import type { ObservedSwarm, SwarmObject } from '../../model/observed-swarm.ts';
import type { Project } from '../../model/project.ts';
import type { SwarmServiceRequest } from '../../model/swarm-request.ts';
import type { PlanBuilder } from '../graph/plan-builder.ts';
import {
  type ContentNames,
  type ContentObject,
  contentNames,
  contentObjects,
  stackName,
} from './content-objects.ts';
import { CONTENT_LABEL } from './swarm-names.ts';
import { KNOWN_TO_CONTENTS, whyNotFilledIn } from './templates.ts';

/** Ids of services. */
interface ChangedServices {
  readonly updated: ReadonlySet<string>;
  readonly removed: ReadonlySet<string>;
}

/** The secrets and configs of a project, and what a swarm has of them. */
export class SwarmContents {
  readonly names: ContentNames;
  readonly #plan: PlanBuilder;
  readonly #project: Project;
  readonly #observed: ObservedSwarm;
  readonly #problems: Problems;
  readonly #objects: readonly ContentObject[];
  /** By `secret NAME` or `config NAME`: told as a problem already. Several services may use one. */
  readonly #told = new Set<string>();
  readonly #there: Readonly<Record<ContentObject['kind'], ReadonlyMap<string, SwarmObject>>>;

  /** @param problems gets those that have no content, or one that a swarm cannot take */
  constructor(plan: PlanBuilder, project: Project, observed: ObservedSwarm, problems: Problems) {
    this.#plan = plan;
    this.#project = project;
    this.#observed = observed;
    this.#there = { secret: byName(observed.secrets), config: byName(observed.configs) };
    this.#problems = problems;
    this.#objects = contentObjects(project, problems).map((object) => this.#asAdopted(object));
    this.names = contentNames(this.#objects);
  }

  /** Those that are missing. @returns by `secret NAME` or `config NAME`: the step that makes it */
  add(): ReadonlyMap<string, StepId> {
    return new Map(
      this.#objects.flatMap((object) => {
        const made = this.#problems.attempt(() => this.#addContent(object));
        return made ? [made] : [];
      }),
    );
  }

  /** The problems of contents that the tasks of this service would get filled in. */
  checkTemplates(request: SwarmServiceRequest): void {
    const { Secrets = [], Configs = [] } = request.TaskTemplate.ContainerSpec;
    const used = new Set([
      ...Secrets.map(({ SecretName }) => `secret ${SecretName}`),
      ...Configs.map(({ ConfigName }) => `config ${ConfigName}`),
    ]);
    for (const object of this.#objects) {
      const { kind, key, name, templating } = object;
      const id = `${kind} ${name}`;
      if (templating === undefined || !used.has(id) || this.#told.has(id)) continue;
      const why = whyNotFilledIn(object, request);
      if (why === undefined) continue;
      this.#told.add(id);
      this.#problems.add(
        new UserError('bad-usage', `${kind} "${key}": ${why}`, {
          hint: KNOWN_TO_CONTENTS,
          about: { of: [`${kind}s`, key], settings: ['content', 'file', 'environment', 'template_driver'] },
        }),
      );
    }
  }

  /**
   * `docker stack` names a secret by its key alone. Nothing tells its content, so it counts as what the file says; a config can be
   * compared.
   */
  #asAdopted(object: ContentObject): ContentObject {
    if (object.isExternal || object.labels[CONTENT_LABEL] !== undefined) return object;
    if (this.#find(object)) return object;
    const name = stackName(this.#project, object);
    const theirs = this.#find({ ...object, name });
    if (!theirs || theirs.labels[STACK.namespace] !== this.#project.name) return object;
    if (object.kind === 'config') return theirs.data === object.data?.reveal() ? { ...object, name } : object;
    this.#plan.warn(
      `secret "${object.key}" was made by docker stack, and a swarm tells its content to nobody: it counts as unchanged. Remove the services that use it, and then ${name}, for another one`,
    );
    return { ...object, name };
  }

  #find({ kind, name }: Pick<ContentObject, 'kind' | 'name'>) {
    return this.#there[kind].get(name);
  }

  /** @returns undefined: it is there */
  #addContent(object: ContentObject): readonly [string, StepId] | undefined {
    const { kind, key, name, isExternal, ...rest } = object;
    const have = this.#find(object);
    if (have) {
      const content = object.labels[CONTENT_LABEL];
      if (content !== undefined && have.labels[CONTENT_LABEL] !== content)
        throw new UserError(
          'bad-usage',
          `${kind} "${key}" has another content than ${name} in the swarm, which cannot change`,
          {
            hint: 'leave out its name: each content then has its own, and the old one goes when no service uses it',
            about: { of: [`${kind}s`, key], settings: ['name'] },
          },
        );
      this.#plan.unchanged({ kind, name });
      return undefined;
    }
    if (isExternal)
      throw new UserError(
        'missing-external',
        `${kind} "${name}" is external, and the swarm does not have it`,
        {
          hint: `make it: docker ${kind} create ${name} FILE`,
          about: { of: [`${kind}s`, key], settings: ['external'] },
        },
      );
    const step = this.#plan.add({
      operation: { kind: 'create-swarm-file', file: { kind, name, ...rest } },
      cause: { kind: 'missing' },
    });
    return [`${kind} ${name}`, step];
  }

  /**
   * Contents that were replaced by others: when no service uses them, and none would on its way back. What this very change replaces
   * stays until the next one.
   */
  removeFormer(after: readonly StepId[], { updated, removed }: ChangedServices): void {
    const wanted = new Set(this.#objects.map(({ kind, name }) => `${kind} ${name}`));
    const used = new Set(
      // An update makes what a service has now into what it would go back to.
      this.#observed.services.flatMap(({ id, files, previousFiles }) => {
        if (removed.has(id)) return [];
        return updated.has(id) ? files : [...files, ...previousFiles];
      }),
    );
    const former = (kind: ContentObject['kind']) =>
      (kind === 'secret' ? this.#observed.secrets : this.#observed.configs)
        .filter(({ labels }) => labels[STACK.namespace] === this.#project.name)
        .map((object) => ({ ...object, what: kind }));
    for (const { what, id, name } of [...former('secret'), ...former('config')])
      if (!used.has(name) && !wanted.has(`${what} ${name}`))
        this.#plan.add({
          operation: { kind: 'remove-swarm-file', what, id, name },
          cause: { kind: 'unused', since: 'replaced' },
          after,
        });
  }
}

const byName = (objects: readonly SwarmObject[]): ReadonlyMap<string, SwarmObject> =>
  new Map(objects.map((object) => [object.name, object]));
