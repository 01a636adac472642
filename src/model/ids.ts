/** Identifiers of the engine. Each has a type of its own, so the compiler keeps them apart. */
declare const brand: unique symbol;
type Branded<Base, Name> = Base & { readonly [brand]: Name };

export type ContainerId = Branded<string, 'container'>;
export type NetworkId = Branded<string, 'network'>;
/** The content digest of an image, `sha256:…`. */
export type ImageId = Branded<string, 'image'>;
/** The position of a step in its plan, counted from 1. */
export type StepId = Branded<number, 'step'>;

export const containerId = (text: string): ContainerId => text as ContainerId;
export const networkId = (text: string): NetworkId => text as NetworkId;
export const imageId = (text: string): ImageId => text as ImageId;
export const stepId = (position: number): StepId => position as StepId;
