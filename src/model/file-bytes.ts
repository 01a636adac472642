import { Buffer } from 'node:buffer';
import type { FileContent } from './secret-spec.ts';

/** The content of a secret or config as it is written to a file. */
export const fileBytes = ({ content, isBase64 }: FileContent): Buffer =>
  Buffer.from(content.reveal(), isBase64 ? 'base64' : 'utf8');
