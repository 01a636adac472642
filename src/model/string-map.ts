export type StringMap = ReadonlyMap<string, string>;
