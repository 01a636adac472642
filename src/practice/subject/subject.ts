import type { Source } from '../../diagnostics/source.ts';
import type { BuildSpec } from '../../model/build-spec.ts';
import type { Project } from '../../model/project.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import type { Path, Tree } from '../../spec/tree/tree.ts';
import type { Dockerfile } from '../dockerfile/dockerfile.ts';
import type { StagePlan } from '../dockerfile/stages.ts';
import type { Step } from '../dockerfile/steps.ts';
import type { BuildContext } from './build-context.ts';

/** What the rules look at: the project, and the Dockerfiles that its services are built with. */
export interface Subject {
  readonly project: Project;
  readonly services: readonly CheckedService[];
  /** Each once, however many services are built with it. */
  readonly images: readonly BuiltImage[];
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
