/** What a request is for. */
interface PageTarget {
  readonly path: string;
  /** The project that its query names, in the address of a page, of its socket and of its calls alike. */
  readonly project: string | undefined;
}

/** @param url as it stood in the request line */
export function readTarget(url = ''): PageTarget {
  const [path = '', ...query] = url.split('?');
  return { path, project: new URLSearchParams(query.join('?')).get('project') ?? undefined };
}

/** The address of the page of a project; undefined: of the page that names none. */
export const addressOf = (project: string | undefined): string =>
  project === undefined ? '/' : `/?${new URLSearchParams({ project })}`;
