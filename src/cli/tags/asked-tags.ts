import type { Concern } from '../../diagnostics/user-error.ts';
import { isJsonMap, type Json } from '../../model/json.ts';
import type { Project } from '../../model/project.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { parseTagTemplate, type TagTemplate } from '../../model/tag-template.ts';

/** A template that somebody wrote. */
export interface Asked {
  readonly text: string;
  readonly template: TagTemplate;
  /** Of a label; absent: it is a tag, or stands for all labels of OCI. */
  readonly name?: string;
  /** Its place in the files. Absent: it was typed. */
  readonly about?: Concern;
}

interface Asks {
  readonly tags: readonly Asked[];
  readonly labels: readonly Asked[];
}

/** What `x-gantry` asks for the image of a service: its own settings take the place of those of the project. */
export function asksOf(project: Project, service: ServiceSpec): Asks {
  const own = settingsOf(service.extensions);
  const ofProject = settingsOf(project.extensions);
  const from = (name: string): readonly [Json | undefined, readonly string[]] =>
    own[name] === undefined ? [ofProject[name], []] : [own[name], ['services', service.name]];
  return { tags: tagsIn(...from('tags')), labels: labelsIn(...from('labels')) };
}

/** The rules of `spec` have told what is no template. */
function tagsIn(tags: Json | undefined, of: readonly string[]): readonly Asked[] {
  if (!Array.isArray(tags)) return [];
  return tags.flatMap((text: Json) =>
    typeof text === 'string'
      ? { text, template: parseTagTemplate(text), about: { of, settings: [['x-gantry.tags', text]] } }
      : [],
  );
}

function labelsIn(labels: Json | undefined, of: readonly string[]): readonly Asked[] {
  if (labels === 'oci') return [{ text: 'oci', template: [], about: { of, settings: ['x-gantry.labels'] } }];
  if (labels === undefined || !isJsonMap(labels)) return [];
  return Object.entries(labels).flatMap(([name, text]) =>
    typeof text === 'string'
      ? { name, text, template: parseTagTemplate(text), about: { of, settings: [['x-gantry.labels', text]] } }
      : [],
  );
}

const settingsOf = (extensions: ReadonlyMap<string, Json>): { readonly [name: string]: Json } => {
  const settings = extensions.get('x-gantry');
  return settings !== undefined && isJsonMap(settings) ? settings : {};
};

/** Whether anything has to be asked of git, or of a clock. */
export const asksForTags = (project: Project): boolean =>
  [...project.services.values()].some((service) => {
    const { tags, labels } = asksOf(project, service);
    return service.build !== undefined && tags.length + labels.length > 0;
  });
