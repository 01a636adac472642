import { isJsonMap, type Json, type JsonMap } from '../model/json.ts';
import type { HistoryEntry, ImageContents, LayerContents, LayerFile, UserIds } from './layer-contents.ts';

/** An image as it is kept: its layers are kept by themselves. */
export interface KeptImage extends Pick<ImageContents, 'history' | 'createdAt'> {
  readonly layers: readonly string[];
}

/** One row for each file, because there are many. */
export function layerToJson({ files, gone, emptied, users }: LayerContents): Json {
  return {
    files: [...files].map(([path, file]) => fileToRow(path, file)),
    gone,
    emptied,
    ...(users && { users: [...users].map(([name, { uid, gid }]) => [name, uid, gid]) }),
  };
}

const KINDS = ['file', 'folder', 'link', 'other'] as const;

const fileToRow = (path: string, file: LayerFile): readonly Json[] => [
  path,
  KINDS.indexOf(file.kind),
  file.bytes,
  file.mode,
  file.uid,
  file.gid,
  file.modifiedAt,
  ...(file.target !== undefined || file.signs ? [file.target ?? null] : []),
  ...(file.signs ?? []),
];

/** @returns undefined for anything that `layerToJson` has not made */
export function layerFromJson(json: Json | undefined): LayerContents | undefined {
  if (!isJsonMap(json)) return undefined;
  const { files: rows, gone, emptied, users } = json;
  if (!Array.isArray(rows) || !areTexts(gone) || !areTexts(emptied)) return undefined;
  const files = new Map<string, LayerFile>();
  let bytes = 0;
  for (const row of rows) {
    const read = fileFromRow(row);
    if (!read) return undefined;
    files.set(read.path, read.file);
    bytes += read.file.bytes;
  }
  const known = users === undefined ? undefined : usersFromJson(users);
  return { files, gone, emptied, bytes, ...(known && { users: known }) };
}

function fileFromRow(row: Json): { readonly path: string; readonly file: LayerFile } | undefined {
  if (!Array.isArray(row)) return undefined;
  const [path, kindIndex, ...rest] = row;
  const kind = KINDS[Number(kindIndex)];
  const numbers = rest.slice(0, 5);
  const [target, ...signs] = rest.slice(5);
  if (typeof path !== 'string' || kind === undefined || !areNumbers(numbers) || !areTexts(signs))
    return undefined;
  const [bytes, mode, uid, gid, modifiedAt] = numbers;
  if (bytes === undefined || mode === undefined || uid === undefined || gid === undefined) return undefined;
  if (modifiedAt === undefined) return undefined;
  const more = {
    ...(typeof target === 'string' && { target }),
    ...(signs.length > 0 && { signs }),
  };
  return { path, file: { kind, bytes, mode, uid, gid, modifiedAt, ...more } };
}

function usersFromJson(json: Json): ReadonlyMap<string, UserIds> {
  const users = new Map<string, UserIds>();
  for (const [name, uid, gid] of Array.isArray(json) ? json.filter((row) => Array.isArray(row)) : [])
    if (typeof name === 'string' && typeof uid === 'number' && typeof gid === 'number')
      users.set(name, { uid, gid });
  return users;
}

const areTexts = (json: Json | undefined): json is readonly string[] =>
  Array.isArray(json) && json.every((item) => typeof item === 'string');

const areNumbers = (json: Json): json is readonly number[] =>
  Array.isArray(json) && json.every((item) => typeof item === 'number');

export const imageToJson = ({ layers, history, createdAt }: KeptImage): Json => ({
  layers,
  history: history.map(({ keyword, text, isEmpty }) => [keyword, text, isEmpty]),
  ...(createdAt !== undefined && { createdAt }),
});

/** @returns undefined for anything that `imageToJson` has not made */
export function imageFromJson(json: Json | undefined): KeptImage | undefined {
  if (!isJsonMap(json) || !areTexts(json.layers) || !Array.isArray(json.history)) return undefined;
  const history = json.history.map(historyFromRow);
  const known = history.filter((entry) => entry !== undefined);
  if (known.length < history.length) return undefined;
  return { layers: json.layers, history: known, ...createdOf(json) };
}

const createdOf = ({ createdAt }: JsonMap): Pick<KeptImage, 'createdAt'> =>
  typeof createdAt === 'number' ? { createdAt } : {};

function historyFromRow(row: Json): HistoryEntry | undefined {
  const [keyword, text, isEmpty] = Array.isArray(row) ? row : [];
  return typeof keyword === 'string' && typeof text === 'string' && typeof isEmpty === 'boolean'
    ? { keyword, text, isEmpty }
    : undefined;
}
