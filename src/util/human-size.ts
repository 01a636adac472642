import { decimalSize } from './byte-size.ts';

/** `2.03 MB`: of a size that a sentence is about. */
export const humanSize = (bytes: number): string => decimalSize(bytes).replace(/(?=[A-Za-z])/, ' ');
