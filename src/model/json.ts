/** A value that JSON can carry. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export type JsonMap = { readonly [key: string]: Json };

export const isJsonMap = (json: Json | undefined): json is JsonMap =>
  typeof json === 'object' && json !== null && !Array.isArray(json);
