import { STORES } from '../../spec/rules/database-stays-inside.ts';
import { parseReference } from '../dockerfile/image-reference.ts';

/** The database that an image is, by the last part of its name; undefined: it is none. */
export function storeOf(image: string | undefined): string | undefined {
  const { name } = parseReference(image ?? '');
  return STORES.has(name) ? name : undefined;
}
