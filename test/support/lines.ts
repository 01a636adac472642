export const lines = (...texts: readonly string[]): string => texts.join('\n');
