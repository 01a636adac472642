import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { PROBLEM_CODES } from '../../src/diagnostics/problem.ts';
import { SpecError } from '../../src/diagnostics/spec-error.ts';
import { showProblems } from '../../src/ui/errors/show-error.ts';
import { loadFiles } from '../support/load-files.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/errors.md'), 'utf8');

describe('docs/errors.md', () => {
  test.each(PROBLEM_CODES)(
    'shows a file with the problem %s, and the message as gantry prints it',
    async (code) => {
      const { files, message } = exampleOf(code);

      expect(message).toContain(`(${code})`);
      expect(await messageFor(files)).toBe(message);
    },
  );
});

/** Blocks are files, with their name in the first line where there are several, but for the last, the message. */
function exampleOf(code: string) {
  const section = page.split(`\n### ${code}\n`)[1]?.split(/^#{2,3} /m)[0] ?? '';
  const blocks = [...section.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)];
  const files: Record<string, string> = {};
  let message = '';
  for (const [, language, text = ''] of blocks) {
    const named = /^# (\S*[.\w]+)$/m.exec(text.split('\n')[0] ?? '')?.[1];
    if (language === 'text') message = text;
    else files[named?.includes('.') ? named : 'compose.yaml'] = text;
  }
  return { files, message };
}

async function messageFor(files: Readonly<Record<string, string>>): Promise<string> {
  try {
    const { warnings } = await loadFiles(files, { options: { lint: true } });
    return showProblems(warnings, { colour: false });
  } catch (error) {
    if (error instanceof SpecError) return showProblems(error.problems, { colour: false });
    throw error;
  }
}
