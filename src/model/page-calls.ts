/** What a page may ask for once, by name: what it sends, and what it gets. There are no others. */
export interface PageCalls {
  readonly session: Call<{ readonly secret: string }, { readonly key: string }>;
  readonly link: Call<Nothing, { readonly url: string }>;
  readonly apply: Call<{ readonly plan: string; readonly typed: string }, Nothing>;
  readonly cancel: Call<Nothing, Nothing>;
}

interface Call<Body, Answer> {
  readonly body: Body;
  readonly answer: Answer;
}

type Nothing = Readonly<Record<string, never>>;

export type PageCall = keyof PageCalls;

/** Why there is no answer. */
export interface PageRefusal {
  readonly reason: string;
}
