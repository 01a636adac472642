import type { PageExplanation } from '../../model/page-container.ts';
import { explanationView } from '../../serve/view/explanation-view.ts';
import type { Cli } from '../context/cli.ts';
import { instanceLoader, loadRequest } from '../files/load.ts';
import { nodeFiles } from '../files/node-files.ts';

/** As `gantry explain`. Error: SpecError, UserError as there. */
export async function explainForPage(cli: Cli, path: string): Promise<PageExplanation> {
  const { explain } = await import('../../spec/explain/explain.ts');
  const request = loadRequest(cli, { services: [] });
  const { explanation } = await explain(path, request, nodeFiles, instanceLoader(cli));
  return explanationView(explanation);
}
