/** What docs/check.md says of a rule. */
export interface RuleExample {
  readonly levels: { readonly dev: string; readonly prod: string };
  readonly bad: Readonly<Record<string, string>>;
  readonly good: Readonly<Record<string, string>>;
  /** The problem of the bad example, as it is printed. */
  readonly message: string;
}

/** The files of an example have their names in their first lines; without one it is the Dockerfile or compose.yaml. */
export function exampleOf(page: string, rule: string): RuleExample {
  const section = page.split(`\n### ${rule}\n`)[1]?.split(/^#{2,3} /m)[0] ?? '';
  const [, dev = '', prod = ''] = /^Development: (\w+)\. Production: (\w+)\./m.exec(section) ?? [];
  const [, bad = '', good = ''] = section.split(/^(?:Bad|Good):$/m);
  const message = /^```text\n([\s\S]*?)^```$/m.exec(bad)?.[1] ?? '';
  return { levels: { dev, prod }, bad: filesIn(bad), good: filesIn(good), message };
}

const DEFAULT = { 'compose.yaml': 'services:\n  web:\n    build: .\n' };

function filesIn(part: string): Readonly<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const [, language = '', text = ''] of part.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)) {
    if (language === 'text') continue;
    const [first = '', ...rest] = text.split('\n');
    const named = /^# (\S*\.\S+|\S+\/\S+|image of \S+)$/.exec(first)?.[1];
    if (named !== undefined) files[named] = grown(rest.join('\n'));
    else files[language === 'dockerfile' ? 'Dockerfile' : 'compose.yaml'] = text;
  }
  return { ...(!('compose.yaml' in files) && DEFAULT), ...files };
}

/** A page has no room for large files. */
function grown(text: string): string {
  const [, megabytes] = /^\((\d+) MB of it\)$/m.exec(text) ?? [];
  return megabytes === undefined ? text : 'x'.repeat(Number(megabytes) * 1_000_000);
}
