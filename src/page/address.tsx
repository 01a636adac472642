import type { JSX } from 'preact';

/** A link only for what a browser opens: an address comes from a file that anybody may have written. */
export function Address({ url }: { readonly url: string }): JSX.Element {
  if (!/^https?:\/\//.test(url)) return <span>{url}</span>;
  return (
    <a href={url} target="_blank" rel="noopener noreferrer">
      {url}
    </a>
  );
}
