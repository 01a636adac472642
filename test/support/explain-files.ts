import { explain } from '../../src/spec/explain/explain.ts';
import { showExplanation } from '../../src/ui/explain/show-explanation.ts';
import { aRequest, filesInApp, type LoadSettings } from './load-files.ts';

/** What `gantry explain` prints, line by line, for files that stand in `/app`. */
export async function explainFiles(
  subject: string,
  texts: string | Readonly<Record<string, string>>,
  settings: LoadSettings = {},
): Promise<readonly string[]> {
  const { explanation } = await explain(subject, aRequest(settings), filesInApp(texts));
  return showExplanation(explanation, { colour: false }).trimEnd().split('\n');
}
