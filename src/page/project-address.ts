/** The project that the address names, where the server has several. The socket and the calls of a page name the same one. */
export const projectOfPage = new URLSearchParams(location.search).get('project') ?? undefined;

/** What stands behind the path of the page, of its socket and of its calls. */
export const projectQuery: string =
  projectOfPage === undefined ? '' : `?${new URLSearchParams({ project: projectOfPage })}`;

/** From one of several projects to all of them. */
export function showAllProjects(): void {
  if (projectOfPage !== undefined) location.assign('/');
}
