/** `git@github.com:me/app.git` */
export const SCP = /^[\w-]+@[A-Za-z0-9][A-Za-z0-9.-]*:(?!\/\/)[^#]/;

/** Whether a text names files of another machine, or tries to. No path of a file has `://` in it. */
export const isRemote = (text: string): boolean =>
  /^[a-z][a-z0-9+.-]*:\/\//i.test(text) || SCP.test(text) || /^[a-z]+::/i.test(text);
