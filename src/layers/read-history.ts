import { hidePasswords } from '../util/looks-secret.ts';
import type { HistoryEntry } from './layer-contents.ts';

/**
 * What `created_by` of an image says, without its secrets: BuildKit and the classic builder write the values of all build arguments
 * into it, and those of ENV and LABEL.
 */
export function readHistoryEntry(createdBy: string, isEmpty: boolean): HistoryEntry {
  const { keyword, text } = split(createdBy.slice(0, LONGEST));
  return { keyword, text: TELLS.has(keyword) ? hidePasswords(text) : '', isEmpty };
}

/** Nobody needs more of an instruction. */
const LONGEST = 20_000;

/** The others make no layer. */
const TELLS = new Set(['RUN', 'COPY', 'ADD', 'WORKDIR']);

/** What BuildKit writes behind its instructions. */
const MARK = '# buildkit';

const KEYWORDS =
  /^(ADD|ARG|CMD|COPY|ENTRYPOINT|ENV|EXPOSE|HEALTHCHECK|LABEL|MAINTAINER|ONBUILD|RUN|SHELL|STOPSIGNAL|USER|VOLUME|WORKDIR)(?:\s+|$)/;

function split(createdBy: string): { readonly keyword: string; readonly text: string } {
  const whole = createdBy.trim();
  const written = whole.endsWith(MARK) ? whole.slice(0, -MARK.length).trim() : whole;
  const classic = /^(?:\S+ )+?#\(nop\)\s+([\s\S]*)$/.exec(written)?.[1];
  const [start = '', keyword] = KEYWORDS.exec(classic ?? written) ?? [];
  if (keyword !== undefined && keyword !== 'RUN')
    return { keyword, text: (classic ?? written).slice(start.length) };
  if (keyword === undefined && !/^(?:\|\d+ |\/bin\/\w*sh )/.test(written)) return { keyword: '', text: '' };
  return { keyword: 'RUN', text: command(written.slice(start.length)) };
}

/** What a shell was given; empty where that cannot be told from the values of arguments before it. */
function command(text: string): string {
  const [found = ''] =
    /^(?:\|\d+ [\s\S]*? )?(?:\/\S*\/)?(?:[a-z]*sh)(?: -[\w-]+(?: pipefail| errexit)?)*? -\w*c /.exec(text) ??
    [];
  if (found !== '') return text.slice(found.length);
  return text.startsWith('|') ? '' : text;
}
