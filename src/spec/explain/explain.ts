import type { Problem } from '../../diagnostics/problem.ts';
import type { Explanation } from '../../model/explanation.ts';
import type { LoadRequest } from '../files/load-request.ts';
import type { FilePort } from '../read/file-port.ts';
import { explainValue } from './explain-value.ts';
import { explainVariable } from './explain-variable.ts';
import { type Loader, loadExplained } from './load-explained.ts';

/**
 * Explains `services.web.image`, in short `web.image`, or a variable, `$TAG`, also without its `$` where nothing else is called so.
 *
 * It covers every service, also those that profiles switch off.
 * Error: SpecError; `bad-usage` for an unknown path or variable.
 */
export async function explain(
  subject: string,
  request: LoadRequest,
  files: FilePort,
  load?: Loader,
): Promise<{ readonly explanation: Explanation; readonly warnings: readonly Problem[] }> {
  const explained = await loadExplained(request, files, { everything: true, load });
  const reveal = request.options?.reveal ?? false;
  const variable = /^\$(?:\{(\w+)\}|(\w+))$/.exec(subject);
  const name = variable?.[1] ?? variable?.[2];
  const explanation =
    name === undefined ? explainValue(subject, explained, reveal) : explainVariable(name, explained, reveal);
  return { explanation, warnings: explained.warnings };
}
