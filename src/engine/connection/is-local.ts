/** A unix socket or a pipe: the engine may still be in a virtual machine, but it is not another computer. */
export const isLocal = ({ endpoint }: { readonly endpoint: string }): boolean =>
  /^(?:unix|npipe):/.test(endpoint);
