/** The engine gives a volume without a name 64 hexadecimal digits. */
export const isAnonymousVolume = (name: string): boolean => /^[0-9a-f]{64}$/.test(name);
