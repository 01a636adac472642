import type { Mount } from '../../../model/service-spec.ts';
import { didYouMean } from '../../../util/did-you-mean.ts';

interface UnknownOption {
  readonly within: readonly [start: number, end: number];
  readonly hint?: string;
}

export type ParsedVolume =
  | { readonly ok: true; readonly mount: Mount; readonly unknownOptions: readonly UnknownOption[] }
  | { readonly ok: false; readonly reason: string };

const PROPAGATIONS = ['rprivate', 'private', 'rshared', 'shared', 'rslave', 'slave'];
const OPTIONS = ['ro', 'rw', 'nocopy', 'z', 'Z', ...PROPAGATIONS];

/**
 * The short form of a volume, `[source:]target[:options]`.
 *
 * Shape: a source that starts like a path (`.`, `/`, `~`, `\\`, `C:`) is a folder or file of the host, any other
 *        source is the name of a volume. No source: an anonymous volume. Options are joined by commas.
 * Trap:  a single letter before a colon is a Windows drive, so `d:/x` is the target `d:/x`.
 */
export function parseVolume(spec: string): ParsedVolume {
  if (spec === '') return { ok: false, reason: 'the volume is empty' };
  if (spec.length <= 2) return { ok: true, mount: { type: 'volume', target: spec }, unknownOptions: [] };

  const parts = splitParts(spec);
  if (parts.some((part) => part === ''))
    return { ok: false, reason: `volume "${spec}": there is nothing between two colons` };
  if (parts.length > 3) return { ok: false, reason: `volume "${spec}" has too many colons` };
  const [first = '', second, options = ''] = parts;
  if (second === undefined)
    return {
      ok: true,
      mount: { type: 'volume', target: first, volume: { labels: new Map() } },
      unknownOptions: [],
    };

  const isBind = /^([./~]|\\\\|[a-z]:)/i.test(first);
  const read = readOptions(options, spec.length - options.length);
  const bind = { ...read.bind, ...(isBind ? { createHostPath: true } : {}) };
  return {
    ok: true,
    unknownOptions: read.unknown,
    mount: {
      type: isBind ? 'bind' : 'volume',
      source: first,
      target: second,
      ...(read.readOnly ? { readOnly: true } : {}),
      ...(Object.keys(bind).length > 0 ? { bind } : {}),
      ...(read.nocopy || !isBind
        ? { volume: { labels: new Map(), ...(read.nocopy ? { nocopy: true } : {}) } }
        : {}),
    },
  };
}

/** Splits at colons, but not behind the letter of a Windows drive and not inside `${…}`. */
function splitParts(spec: string): readonly string[] {
  const parts: string[] = [];
  let start = 0;
  let braces = 0;
  for (let at = 0; at < spec.length; at++) {
    if (spec.startsWith('${', at)) braces++;
    else if (spec[at] === '}' && braces > 0) braces--;
    else if (spec[at] === ':' && braces === 0 && !/^[a-z]$/i.test(spec.slice(start, at))) {
      parts.push(spec.slice(start, at));
      start = at + 1;
    }
  }
  parts.push(spec.slice(start));
  return parts;
}

function readOptions(text: string, offset: number) {
  const bind: { propagation?: string; selinux?: string } = {};
  const unknown: UnknownOption[] = [];
  let readOnly = false;
  let nocopy = false;
  let start = offset;
  for (const option of text === '' ? [] : text.split(',')) {
    if (option === 'ro') readOnly = true;
    else if (option === 'rw') readOnly = false;
    else if (option === 'nocopy') nocopy = true;
    else if (option === 'z' || option === 'Z') bind.selinux = option;
    else if (PROPAGATIONS.includes(option)) bind.propagation = option;
    else {
      const near = /^read.?only$/i.test(option) ? 'ro' : didYouMean(option, OPTIONS);
      unknown.push({
        within: [start, start + option.length],
        ...(near === undefined ? {} : { hint: `did you mean "${near}"?` }),
      });
    }
    start += option.length + 1;
  }
  return { bind, unknown, readOnly, nocopy };
}
