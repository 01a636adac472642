import type { Json } from '../../model/json.ts';
import type { Project } from '../../model/project.ts';
import { byKey } from '../../util/by-key.ts';
import type { Codec } from '../attributes/codec/codec.ts';
import { fileObject } from '../attributes/file-object.ts';
import { network } from '../attributes/network.ts';
import { service } from '../attributes/service.ts';
import { volume } from '../attributes/volume.ts';
import { asComposeJson, asComposeYaml } from './print-dialects.ts';

type Printed = { [key: string]: Json };

/**
 * The project as `docker compose config` prints it: canonical, with every `$` doubled, so that loading the
 * output gives the same project. JSON and YAML differ in unset values.
 */
export function printProject(project: Project, dialect: 'json' | 'yaml' = 'json'): Printed {
  return doubleDollars(printModel(project, dialect));
}

/** The same for readers of values, with each `$` as it is. */
export function printModel(project: Project, dialect: 'json' | 'yaml'): Printed {
  const { models, ...extensions } = Object.fromEntries(project.extensions);
  const printed: Printed = {
    name: project.name,
    services: section(project.services, service) ?? {},
    ...optional('networks', section(project.networks, network)),
    ...optional('volumes', section(project.volumes, volume)),
    ...optional('secrets', section(project.secrets, fileObject)),
    ...optional('configs', section(project.configs, fileObject)),
    ...optional('models', models),
  };
  const shaped = dialect === 'json' ? asComposeJson(printed) : asComposeYaml(printed);
  return { ...shaped, ...extensions };
}

function section<Spec>(specs: ReadonlyMap<string, Spec>, codec: Codec<Spec>): Printed | undefined {
  if (specs.size === 0) return undefined;
  return Object.fromEntries(byKey(specs).map(([key, spec]) => [key, codec.print(spec) ?? {}]));
}

function optional(key: string, value: Json | undefined): Printed {
  return value === undefined ? {} : { [key]: value };
}

/** In keys too: docker compose does it in the text. */
export function doubleDollars(map: Readonly<Printed>): Printed {
  return Object.fromEntries(Object.keys(map).map((key) => [doubleText(key), doubleIn(map[key] ?? null)]));
}

function doubleIn(json: Json): Json {
  if (typeof json === 'string') return doubleText(json);
  if (typeof json !== 'object' || json === null) return json;
  return Array.isArray(json) ? json.map(doubleIn) : doubleDollars(Object(json));
}

const doubleText = (text: string): string => (text.includes('$') ? text.replaceAll('$', '$$$$') : text);
