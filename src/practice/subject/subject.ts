import type { Source } from '../../diagnostics/source.ts';
import type { ImageTree } from '../../layers/image-tree.ts';
import type { ImageContents, LayerFile } from '../../layers/layer-contents.ts';
import type { BuildSpec } from '../../model/build-spec.ts';
import type { ImageDetails } from '../../model/observed.ts';
import type { Project } from '../../model/project.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import type { Path, Tree } from '../../spec/tree/tree.ts';
import type { Dockerfile, Instruction } from '../dockerfile/dockerfile.ts';
import type { StagePlan } from '../dockerfile/stages.ts';
import type { Step } from '../dockerfile/steps.ts';
import type { BuildContext } from './build-context.ts';

/** What the rules look at: the project, and the Dockerfiles that its services are built with. */
export interface Subject {
  readonly project: Project;
  readonly services: readonly CheckedService[];
  /** Each once, however many services are built with it. */
  readonly images: readonly BuiltImage[];
  /** Each once, however many services run it; none: nobody has looked at images. */
  readonly examined: readonly ExaminedImage[];
  /** An image of this name that the engine has, and that somebody has looked at. */
  readonly imageOnEngine: (reference: string) => ImageDetails | undefined;
  /** The service of the project that builds an image; undefined: it comes from somewhere else. */
  readonly builderOf: (reference: string) => string | undefined;
  /** A value as it is in the merged files; undefined: they do not have it. */
  readonly tree: (path: Path) => Tree | undefined;
  /** The text of a value before its variables were filled in; undefined: no file has it. */
  readonly written: (path: Path) => string | undefined;
  readonly use: Use;
}

/** Development or production: what is convenient in one is a fault in the other. */
export type Use = 'dev' | 'prod';

export interface CheckedService {
  readonly spec: ServiceSpec;
  /** Undefined: it is not built, or its Dockerfile cannot be read from this machine. */
  readonly image?: BuiltImage;
  /** What the engine has of it. Undefined: nothing, or nobody has looked. */
  readonly examined?: ExaminedImage;
}

/** A Dockerfile with the context, the arguments and the target of a build. */
export interface BuiltImage {
  readonly build: BuildSpec;
  /** The services that are built so. */
  readonly users: readonly string[];
  readonly file: DockerfileSource;
  readonly dockerfile: Dockerfile;
  readonly stages: StagePlan;
  /** Of the stages that the image is made of, in order. */
  readonly steps: readonly Step[];
  /** Of all stages that are built, each stage once. */
  readonly builtSteps: readonly Step[];
  /** `scratch`, a reference of an image, or undefined: unknown. */
  readonly base: string | undefined;
  readonly context: BuildContext;
}

export interface DockerfileSource {
  readonly source: Source;
  /** The Dockerfile stands in the Compose file: the way to its text. */
  readonly inline?: Path;
}

/** What somebody has seen of an image that the engine has. */
export interface ImageLook {
  /** As the service names it. */
  readonly reference: string;
  readonly details: ImageDetails;
  /** Absent: its layers could not be read. */
  readonly contents?: ImageContents;
  /** The image that a container of the service runs, if it is another one. */
  readonly before?: { readonly sizeBytes: number };
}

/** An image on the engine, and what the Dockerfile says of its layers. */
export interface ExaminedImage {
  readonly look: ImageLook;
  /** The services that run it. */
  readonly users: readonly string[];
  /** Undefined: it is pulled, or its Dockerfile cannot be read. */
  readonly built?: BuiltImage;
  /** The lowest first; empty: they could not be read. */
  readonly layers: readonly ExaminedLayer[];
  /** All layers together; undefined: some could not be read. */
  readonly tree: ImageTree | undefined;
  /** How many layers come from the image below; undefined: nobody knows. */
  readonly baseLayers: number | undefined;
  /** It was built from the text that its Dockerfile has now. */
  readonly isCurrent: boolean;
}

export interface ExaminedLayer {
  readonly index: number;
  readonly id: string;
  readonly bytes: number | undefined;
  readonly files: ReadonlyMap<string, LayerFile>;
  /** `RUN npm ci`; empty: the image does not say. */
  readonly text: string;
  /** What made it, where the image was built from the Dockerfile. */
  readonly instruction?: Instruction;
}

/** What somebody has seen on the engine. */
export interface ImageLooks {
  /** By the name of the service. */
  readonly services: ReadonlyMap<string, ImageLook>;
  /** Images below, by the reference of FROM. */
  readonly bases: ReadonlyMap<string, ImageDetails>;
}
