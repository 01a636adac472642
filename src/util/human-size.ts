import { decimalSize } from './byte-size.ts';

/** `2.03 MB`: a size inside a sentence. */
export const humanSize = (bytes: number): string => decimalSize(bytes).replace(/(?=[A-Za-z])/, ' ');
