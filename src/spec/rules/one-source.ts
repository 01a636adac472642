import { isMap } from '../tree/tree.ts';
import { type Checked, type Rule, reportAt, written } from './rule.ts';

const SOURCES = ['file', 'environment', 'content'];

/** A secret or config has exactly one source. */
export const oneSource: Rule = (checked) => {
  for (const section of ['secrets', 'configs'] as const) {
    const all = written(checked.tree, [section]);
    if (!isMap(all)) continue;
    for (const key of Object.keys(all).sort()) checkOne(checked, section, key);
  }
};

function checkOne(checked: Checked, section: 'secrets' | 'configs', key: string): void {
  const spec = written(checked.tree, [section, key]);
  if (!isMap(spec) || checked.declared[section].get(key)?.from.kind === 'external') return;
  const sources = SOURCES.filter((source) => (spec[source] ?? null) !== null);
  const kind = section.slice(0, -1);
  if (sources.length > 1)
    reportAt(checked, [section, key, sources[1] ?? ''], {
      code: 'conflicting-attributes',
      part: 'key',
      message: `the ${kind} "${key}" has ${sources.length} sources: ${sources.join(', ')}`,
      hint: 'leave one of them',
    });
  else if (sources.length === 0)
    reportAt(checked, [section, key], {
      code: 'missing-attribute',
      part: 'key',
      message: `the ${kind} "${key}" does not say where its content comes from`,
      hint: 'write "file: …", "environment: …" or "external: true"',
    });
}
