import type { FileContent } from './secret-spec.ts';

/** A file put into a container before it starts. */
export interface InjectedFile extends FileContent {
  /** Absolute path in the container. */
  readonly path: string;
  /** Permission bits. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}
