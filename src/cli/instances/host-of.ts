/** Where published ports answer: on the machine of the engine, which a socket says is this one. */
export function hostOf(endpoint: string): string {
  const url = URL.parse(endpoint.replace(/^(tcp|ssh):/, 'http:'));
  return url?.protocol.startsWith('http') && url.hostname !== '' ? url.hostname : 'localhost';
}
