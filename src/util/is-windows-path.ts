/** `c:\in`, `c:/in` and `\\server\share`. */
export const isWindowsPath = (text: string): boolean => /^([a-z]:[\\/]|\\\\)/i.test(text);
