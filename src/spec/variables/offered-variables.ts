/** @returns undefined: nothing is offered under this name */
export type Offer = (name: string) => string | undefined;

/** Variables of which some are made when a file asks for them. What is set is not asked for. */
export class OfferedVariables extends Map<string, string> {
  readonly #offer: Offer;

  private constructor(known: ReadonlyMap<string, string>, offer: Offer) {
    super(known);
    this.#offer = offer;
  }

  /** The variables themselves where nothing is offered. */
  static of(known: ReadonlyMap<string, string>, offer: Offer | undefined): ReadonlyMap<string, string> {
    return offer && !(known instanceof OfferedVariables) ? new OfferedVariables(known, offer) : known;
  }

  override get(name: string): string | undefined {
    return super.get(name) ?? this.#offer(name);
  }
}
