/** In the words of compilers, package managers and interpreters. */
export const looksLikeError = (line: string): boolean =>
  (ERROR_WORDS.test(line) || ERROR_NAMES.test(line)) && !NO_ERRORS.test(line);

/** A word by itself: no part of a file name or of a flag. */
const ERROR_WORDS =
  /(?<![\w./-])(?:errors?|fatal|panic(?:ked)?|exception|fail(?:ed|ure)?|traceback|cannot|can't|could not|unable to|undefined reference|permission denied|no such file|not found)(?![\w./-]*[\w/-])|ERR!|\bE:\s|\*\*\* /i;
const ERROR_NAMES = /\b[A-Z]\w*(?:Error|Exception)\b|\berror\[?[A-Z]*\d+\b/;
const NO_ERRORS = /\b(?:0|no|without) (?:errors?|failures?|failed|fail)\b/i;
