import { gantry } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import type { LoadRequest } from '../../spec/files/load-request.ts';
import type { Cli } from '../context/cli.ts';
import { instanceLoader, reportWarnings } from '../files/load.ts';
import { nodeFiles } from '../files/node-files.ts';
import type { ConfigOptions } from './config-options.ts';

/** The project with the origin of each value, or without its secrets. Error: SpecError, `bad-usage`. */
export async function explainedText(cli: Cli, request: LoadRequest, options: ConfigOptions): Promise<string> {
  const { provenance, mask, format, resolveImageDigests, lockImageDigests } = options;
  const flag = provenance ? '--provenance' : '--mask';
  if (resolveImageDigests || lockImageDigests)
    throw new UserError('bad-usage', `${flag} cannot be combined with digests of images`);
  if (provenance && format === 'json')
    throw new UserError('bad-usage', '--provenance writes comments, which JSON does not have', {
      hint: [gantry('explain', '--format', 'json'), ' gives the origin of one value'],
    });
  const { loadMasked, loadProvenance } = await import('../../spec/explain/provenance.ts');
  if (provenance) {
    const hidden = mask ? { ...request, options: { ...request.options, reveal: false } } : request;
    const { model, originOf, warnings } = await loadProvenance(hidden, nodeFiles, instanceLoader(cli));
    await reportWarnings(cli, warnings);
    const { provenanceYaml } = await import('../../ui/explain/provenance-yaml.ts');
    return provenanceYaml(model, originOf);
  }
  const { model, warnings } = await loadMasked(request, nodeFiles, format ?? 'yaml', instanceLoader(cli));
  await reportWarnings(cli, warnings);
  if (format === 'json') return `${JSON.stringify(model, null, 2)}\n`;
  const { yamlText } = await import('../../util/yaml-text.ts');
  return yamlText(model);
}
