/** An ISO 8601 time for people, the same on every machine: `2026-12-02 10:13:32 UTC`. */
export const utcText = (iso: string): string => iso.replace('T', ' ').replace(/(\.\d+)?Z$/, ' UTC');
