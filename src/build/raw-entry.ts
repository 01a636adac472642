import type { Header } from 'tar-stream';

/** The block that everything in an archive is measured in. */
const BLOCK = 512;
const LONGEST_NAME = 100;

export interface RawHeader extends Required<Pick<Header, 'mode' | 'mtime'>> {
  readonly type: 'file' | 'directory' | 'symlink';
  readonly name: Buffer;
  readonly linkname?: Buffer;
}

/**
 * An entry of a tar archive whose names are bytes: names of files need not be UTF-8, and the packer takes texts only.
 *
 * Source: https://www.gnu.org/software/tar/manual/html_node/Standard.html
 */
export function rawEntry(header: RawHeader, content: Buffer = Buffer.alloc(0)): Buffer {
  const { name, linkname = Buffer.alloc(0) } = header;
  return Buffer.concat([
    ...(name.length > LONGEST_NAME ? [longText('L', name)] : []),
    ...(linkname.length > LONGEST_NAME ? [longText('K', linkname)] : []),
    block(header, TYPES[header.type], content.length),
    padded(content),
  ]);
}

const TYPES = { file: '0', directory: '5', symlink: '2' } as const;

/** GNU's way of a name that has no room in the header. */
function longText(type: 'L' | 'K', text: Buffer): Buffer {
  const content = Buffer.concat([text, Buffer.alloc(1)]);
  const header = { name: Buffer.from('././@LongLink'), mode: 0o644, mtime: new Date(0) };
  return Buffer.concat([block(header, type, content.length), padded(content)]);
}

function block({ name, mode, mtime, linkname }: Omit<RawHeader, 'type'>, type: string, size: number): Buffer {
  const made = Buffer.alloc(BLOCK);
  const octal = (value: number, at: number, length: number): void => {
    made.write(`${value.toString(8).padStart(length - 1, '0')}\0`, at, 'latin1');
  };
  name.copy(made, 0, 0, LONGEST_NAME);
  octal(mode, 100, 8);
  octal(0, 108, 8); // root
  octal(0, 116, 8);
  octal(size, 124, 12);
  octal(Math.max(0, Math.floor(mtime.getTime() / 1000)), 136, 12);
  made.write(' '.repeat(8), 148, 'latin1');
  made.write(type, 156, 'latin1');
  linkname?.copy(made, 157, 0, LONGEST_NAME);
  made.write('ustar  \0', 257, 'latin1');
  made.write(
    `${made
      .reduce((sum, byte) => sum + byte, 0)
      .toString(8)
      .padStart(6, '0')}\0 `,
    148,
    'latin1',
  );
  return made;
}

const padded = (content: Buffer): Buffer =>
  Buffer.concat([content, Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK)]);
