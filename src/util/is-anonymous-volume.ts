/** The engine names a volume that nobody named by 64 hexadecimal digits. */
export const isAnonymousVolume = (name: string): boolean => /^[0-9a-f]{64}$/.test(name);
