import type { ProblemCode } from '../../diagnostics/problem.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { suggest } from '../../util/suggest.ts';
import type { Path } from '../tree/tree.ts';
import { type Checked, mayLack, type Rule, type RuleFinding, reportAt, written } from './rule.ts';

type Section = 'networks' | 'volumes' | 'secrets' | 'configs' | 'models';

const CODES: Readonly<Record<Section, ProblemCode>> = {
  networks: 'unknown-network',
  volumes: 'unknown-volume',
  secrets: 'unknown-secret',
  configs: 'unknown-config',
  models: 'unknown-model',
};

/** The networks, volumes, secrets, configs and models that a service uses are declared. */
export const knownResources: Rule = (checked) => {
  if (mayLack(checked)) return;
  for (const service of checked.services.values()) {
    for (const { section, key, path } of references(service)) {
      if (declaredKeys(checked, section).includes(key)) continue;
      // Declared, but invalid: that has been reported.
      const all = written(checked.tree, [section]);
      const isReadable =
        all === undefined || all === null || (typeof all === 'object' && !Array.isArray(all));
      if (!isReadable || written(checked.tree, [section, key]) !== undefined) continue;
      report(checked, service.name, section, key, ['services', service.name, ...path]);
    }
  }
};

function declaredKeys({ declared }: Checked, section: Section): readonly string[] {
  return section === 'models'
    ? Object.keys(Object(declared.extensions.get('models') ?? {}))
    : [...declared[section].keys()];
}

/** Marks only the source in the short form of a volume. */
function withinSource(checked: Checked, path: Path, key: string): Pick<RuleFinding, 'within'> {
  const list = written(checked.tree, path.slice(0, -2));
  const short = Array.isArray(list)
    ? list.find((item) => typeof item === 'string' && item.startsWith(`${key}:`))
    : undefined;
  return typeof short === 'string' ? { within: { at: [0, key.length], of: short } } : {};
}

function report(checked: Checked, service: string, section: Section, key: string, path: Path): void {
  const kind = section.slice(0, -1);
  reportAt(checked, path, {
    code: CODES[section],
    part: section === 'networks' || section === 'models' ? 'key' : 'value',
    ...(section === 'volumes' ? withinSource(checked, path, key) : {}),
    message: `service "${service}" uses the ${kind} "${key}", which is not declared`,
    hint: hintFor(section, key, declaredKeys(checked, section)),
  });
}

function hintFor(section: Section, key: string, declared: readonly string[]): string {
  if (section === 'volumes' && /^[./~]/.test(key)) return 'a folder of the host is mounted with "type: bind"';
  if (section === 'volumes' && key.includes('/'))
    return `a folder of the host starts with ./ or /: write "./${key}"`;
  return suggest(key, declared) ?? `declare it at the end of the file: "${section}: {${key}: …}"`;
}

interface Reference {
  readonly section: Section;
  readonly key: string;
  readonly path: Path;
}

function references(service: ServiceSpec): readonly Reference[] {
  const found: Reference[] = [];
  for (const key of service.networks.keys())
    found.push({ section: 'networks', key, path: ['networks', key] });
  for (const key of Object.keys(Object(service.models ?? {})))
    found.push({ section: 'models', key, path: ['models', key] });
  for (const { type, source } of service.volumes) {
    if (source !== undefined && (type === 'volume' || type === 'cluster'))
      found.push({ section: 'volumes', key: source, path: ['volumes', source, 'source'] });
  }
  const files = [
    ['secrets', ['secrets'], service.secrets],
    ['secrets', ['build', 'secrets'], service.build?.secrets ?? []],
    ['configs', ['configs'], service.configs],
  ] as const;
  for (const [section, path, list] of files) {
    for (const { source } of list) found.push({ section, key: source, path: [...path, source, 'source'] });
  }
  return found;
}
