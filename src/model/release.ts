import type { JsonMap } from './json.ts';

/**
 * One change of a project that gantry made, as the engine keeps it: what was asked, what the project was made into, and how it ended.
 * It has no content of secrets and configs.
 */
export interface Release {
  /** From 1; of all that is kept of a project the highest is the newest. */
  readonly number: number;
  readonly project: string;
  /** The gantry that wrote it. */
  readonly savedBy: string;
  /** When the command began: ISO 8601. */
  readonly at: string;
  readonly tookMs: number;
  readonly by: Author;
  /** The name of the command: `up`. */
  readonly verb: string;
  /** As it was typed behind `gantry`, without secrets. */
  readonly typed: readonly string[];
  /** Of the folder of the project. Absent: git knows of none. */
  readonly commit?: Commit;
  readonly outcome: ReleaseOutcome;
  /** Absent: the command gave the project no other model (`stop`, `down`). */
  readonly model?: RecordedModel;
  /** The containers of the project before the first step, and after the last one. */
  readonly before: readonly RecordedContainer[];
  readonly after: readonly RecordedContainer[];
  /** One line for each change, as the plan says them. */
  readonly changes: readonly string[];
  /** Why it failed, a line each, without secrets. */
  readonly failures: readonly string[];
  /** Volumes that were removed with what was in them; `CONTAINER:/path` for one without a name of its own. */
  readonly lostVolumes: readonly string[];
  /** Volumes that were thrown into the trash, by the names that they had. Absent: none. */
  readonly trashedVolumes?: readonly string[];
  /** The release that a rollback went back to, or the one that an undo took back. */
  readonly of?: number;
  /** A command before it that was killed, and of which this release is the first that tells. Absent: none was. */
  readonly killed?: KilledCommand;
}

export interface KilledCommand {
  /** Its name alone: `up`. */
  readonly command: string;
  /** ISO 8601 */
  readonly since: string;
  readonly user: string;
  readonly host: string;
}

export interface Author {
  readonly user: string;
  readonly host: string;
  /** The pipeline that ran it, as its variables name it: an address where they have one. */
  readonly pipeline?: string;
}

export interface Commit {
  readonly sha: string;
  /** Files that git knows differ from it. */
  readonly isDirty: boolean;
}

/** `returned`: it failed, and everything went back to what was before. */
export type ReleaseOutcome = 'done' | 'failed' | 'interrupted' | 'returned';

/** What a project was made into: enough to make it into that again, but for what is in its secrets and configs. */
export interface RecordedModel {
  /** A Compose file as one tree, with all variables filled in, without the content of configs. */
  readonly file: JsonMap;
  readonly workingDir: string;
  readonly configFiles: readonly string[];
  readonly envFiles: readonly string[];
  /** The number of containers, where a flag said another one than the files. */
  readonly scale: Readonly<Record<string, number>>;
  /** The images by the names that the files have for them. */
  readonly images: Readonly<Record<string, RecordedImage>>;
  /** SHA-256 of what was in a secret or config (`secrets.token`). */
  readonly contents: Readonly<Record<string, string>>;
  /** By service: the variables that came from its `env_file`, which are not shown. */
  readonly secretVariables: Readonly<Record<string, readonly string[]>>;
  /** By service: the first twelve digits of docker compose's hash of it. */
  readonly hashes: Readonly<Record<string, string>>;
  readonly nameSeparator?: '_';
}

export interface RecordedImage {
  /** `sha256:…` */
  readonly id: string;
  /** As registries know it. Absent: no registry has told. */
  readonly digests?: readonly string[];
}

export interface RecordedContainer {
  /** The first twelve digits. */
  readonly id: string;
  readonly name: string;
  readonly service: string;
  /** Also one that is paused. */
  readonly isRunning: boolean;
  /** Absent: it is not. */
  readonly isPaused?: true;
  /** By the path in it: the volumes that have no name of their own. Absent: it has none, or nobody has asked yet. */
  readonly anonymous?: Readonly<Record<string, string>>;
  /** Of one that has ended: the hash of its service that it was made by, as the model of its release has it. */
  readonly hash?: string;
}

/** What is kept of the changes of a project. */
export interface History {
  /** The oldest first. */
  readonly releases: readonly Release[];
  /** What cannot be read. */
  readonly unreadable: readonly Unreadable[];
}

export interface Unreadable {
  /** The file on the engine. */
  readonly file: string;
  /** Absent: not even that can be read. */
  readonly number?: number;
  /** `newer`: a gantry wrote it whose format is not known here. */
  readonly why: 'damaged' | 'newer' | 'of-another-project';
  readonly savedBy?: string;
}

/** How many are kept where nobody says otherwise. */
export const KEPT_RELEASES = 20;

export const MOST_KEPT_RELEASES = 500;
