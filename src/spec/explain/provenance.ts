import { showPlace } from '../../diagnostics/source.ts';
import type { Contribution } from '../../model/explanation.ts';
import type { Json } from '../../model/json.ts';
import type { LoadRequest } from '../files/load-request.ts';
import { maskContributions, maskModel, secretsIn } from '../masking/mask-explanation.ts';
import { isSecretPath } from '../masking/secret-path.ts';
import { doubleDollars } from '../print/print-project.ts';
import type { FilePort } from '../read/file-port.ts';
import type { Path } from '../tree/tree.ts';
import { contributionsTo, isChangedByCopying } from './contributions.ts';
import { type Explained, isFromEnvFile, type Loader, loadExplained } from './load-explained.ts';

export interface Provenance {
  /** The project as `config` prints it; secrets are hidden unless `--reveal` is given. */
  readonly model: { readonly [key: string]: Json };
  /** The origin of the value at a path, in one line: `compose.yaml:4:12, ${TAG} from .env:1:1`. */
  readonly originOf: (path: Path) => string;
  readonly warnings: Explained['warnings'];
}

/** The whole project with the origin of each of its values. Error: SpecError. */
export async function loadProvenance(
  request: LoadRequest,
  files: FilePort,
  load?: Loader,
): Promise<Provenance> {
  const explained = await loadExplained(request, files, { load });
  const reveal = request.options?.reveal ?? false;
  const contributionsAt = rememberContributions(explained);
  const model = reveal ? explained.model : maskProject(explained, contributionsAt);
  const originOf = (path: Path): string => {
    const contributions = contributionsAt(path);
    const isSecret = isSecretPath(path) || isFromEnvFile(path, explained);
    const shown = reveal ? contributions : maskContributions(contributions, isSecret, explained.hide);
    const texts = shown.filter(({ wins }) => wins).map(contributionText);
    const { copied } = explained;
    if (copied && isChangedByCopying(path, explained))
      texts.push(`changed for the instance "${copied.instance}"`);
    return texts.join(', ');
  };
  return { model: doubleDollars(model), originOf, warnings: explained.warnings };
}

/** The output of `config --mask`: the project without its secrets. Error: SpecError. */
export async function loadMasked(
  request: LoadRequest,
  files: FilePort,
  dialect: 'json' | 'yaml',
  load?: Loader,
): Promise<Pick<Provenance, 'model' | 'warnings'>> {
  const explained = await loadExplained(request, files, { dialect, load });
  return {
    model: doubleDollars(maskProject(explained, rememberContributions(explained))),
    warnings: explained.warnings,
  };
}

type SaysAt = (path: Path) => readonly Contribution[];

/** Caches the contributions of each value, which are needed twice: for its secrets and for its origin. */
function rememberContributions(explained: Explained): SaysAt {
  const known = new Map<string, readonly Contribution[]>();
  return (path) => {
    const key = JSON.stringify(path);
    const contributions = known.get(key) ?? contributionsTo(path, explained);
    known.set(key, contributions);
    return contributions;
  };
}

function maskProject(explained: Explained, contributionsAt: SaysAt): { readonly [key: string]: Json } {
  const isHidden = (path: Path) => isFromEnvFile(path, explained);
  const secretsAt = (path: Path) => secretsIn(contributionsAt(path));
  return Object.fromEntries(
    Object.entries(explained.model).map(([key, value]) => [
      key,
      maskModel(value, [key], isHidden, secretsAt, explained.hide),
    ]),
  );
}

function contributionText({ at, how, variables }: Contribution): string {
  const uses = variables.map(({ text, value, says: contributions, isDefault }) => {
    const from = contributions.find(({ wins }) => wins);
    if (isDefault || !from) return `${oneLine(text)} ${value === '' ? 'is empty' : 'by its default'}`;
    return `${oneLine(text)} from ${from.at ? showPlace(from.at) : whereFrom(from.how)}`;
  });
  return [at ? showPlace(at) : how, ...uses].join(', ');
}

const whereFrom = (how: string): string => how.replace(/^in /, '');

const oneLine = (text: string): string => text.replace(/(?<!\s)\s*\n[\s\S]*/, '…');
