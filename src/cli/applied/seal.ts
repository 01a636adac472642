import { createHash } from 'node:crypto';
import { fileBytes } from '../../model/file-bytes.ts';
import type { Json, JsonMap } from '../../model/json.ts';
import type { Project } from '../../model/project.ts';
import type { FileContent } from '../../model/secret-spec.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { Sensitive } from '../../util/sensitive.ts';
import { KEPT_EXTENSIONS, OF_PROJECT, OF_SERVICE, SEALED_ANYWHERE, type Treatment } from './treatments.ts';

/** Stands for a text that is not told. With the key one can find out whether another text is the same. */
export type Seal = (text: string) => string;

/**
 * A hash that starts with the key: nobody has to be kept from making seals, only from looking texts up, and an HMAC takes
 * seven times as long.
 *
 * @param key of this record alone: seals of two projects tell nothing of each other.
 */
export const sealWith =
  (key: string): Seal =>
  (text) =>
    createHash('sha256').update(key).update(text).digest('base64url').slice(0, SEAL_LENGTH);

const SEAL_LENGTH = 27;

/** What stands in JSON for what JSON does not know. No member of the model begins like that. */
export const MAP = '$map';
export const SEALED = '$sealed';
/** Of the SHA-256 of a file's content, as more of a file than that is not read from a container either. */
export const SEALED_FILE = '$file';

/** A project as JSON in which no secret can be read: `treatments.ts` says what is told and what is not. */
export function sealProject(project: Project, seal: Seal): JsonMap {
  return members(project, OF_PROJECT, (name, value, treatment) =>
    name === 'services' || name === 'disabledServices'
      ? sealServices(project[name], seal)
      : sealed(name, value, seal, treatment === 'sealed'),
  );
}

const sealServices = (services: ReadonlyMap<string, ServiceSpec>, seal: Seal): Json => ({
  [MAP]: [...services].map(([key, service]) => [
    key,
    members(service, OF_SERVICE, (name, value, treatment) =>
      sealed(name, value, seal, treatment === 'sealed'),
    ),
  ]),
});

function members<Of extends object>(
  of: Of,
  treatments: { readonly [Member in keyof Of]-?: Treatment },
  write: (name: string, value: unknown, treatment: Treatment) => Json | undefined,
): JsonMap {
  const known = new Map<string, Treatment>(Object.entries(treatments));
  return written(
    Object.entries(of).map(([name, value]) => {
      // What nobody has heard of is not told either.
      const treatment = known.get(name) ?? 'left-out';
      return [name, write(name, treatment === 'left-out' ? emptied(value) : value, treatment)];
    }),
  );
}

/** What the model requires stays, without its content. */
function emptied(value: unknown): unknown {
  if (value instanceof Map) return new Map();
  return Array.isArray(value) ? [] : undefined;
}

/** @param hides whether what it is part of is sealed as a whole */
function sealed(name: string, value: unknown, seal: Seal, hides = false): Json | undefined {
  const isHidden = hides || SEALED_ANYWHERE.has(name);
  if (typeof value === 'string') return isHidden && value !== '' ? { [SEALED]: seal(value) } : value;
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return value;
  if (value instanceof Sensitive) return sealFile({ content: value }, seal);
  if (Array.isArray(value)) return value.map((item) => sealed('', item, seal, isHidden) ?? null);
  if (value instanceof Map) {
    const entries = [...value].filter(([key]) => name !== 'extensions' || KEPT_EXTENSIONS.has(key));
    return { [MAP]: entries.map(([key, item]) => [key, sealed('', item, seal, isHidden) ?? null]) };
  }
  if (typeof value !== 'object') return undefined;
  if (!isFile(value)) return membersOf(value, seal, isHidden);
  const { content, isBase64, ...others } = value;
  return { ...membersOf(others, seal, isHidden), content: sealFile(value, seal) };
}

const membersOf = (value: object, seal: Seal, hides: boolean): JsonMap =>
  written(Object.entries(value).map(([name, item]) => [name, sealed(name, item, seal, hides)]));

const isFile = (value: object): value is FileContent =>
  'content' in value && value.content instanceof Sensitive;

/** The same for the same bytes, however they are written down. */
const sealFile = (file: FileContent, seal: Seal): Json => ({
  [SEALED_FILE]: seal(createHash('sha256').update(fileBytes(file)).digest('hex')),
});

const written = (entries: readonly (readonly [string, Json | undefined])[]): JsonMap =>
  Object.fromEntries(
    entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
  );
