// What a page asks for and the shell shows above every page; the answer comes back to whoever asked.
import { useSyncExternalStore } from 'react';

export interface Asked<Q, A> {
  readonly question: Q;
  /** The first answer counts. */
  readonly answer: (answer: A) => void;
}

export class Question<Q, A> {
  readonly #unheard: A;
  readonly #listeners = new Set<() => void>();
  #asked: Asked<Q, A> | null = null;

  /** `unheard`: the answer where no shell is there to ask, or where another question takes the place. */
  constructor(unheard: A) {
    this.#unheard = unheard;
  }

  ask(question: Q): Promise<A> {
    if (this.#listeners.size === 0) return Promise.resolve(this.#unheard);
    this.#asked?.answer(this.#unheard);
    return new Promise((resolve) => {
      const asked: Asked<Q, A> = {
        question,
        answer: (answer) => {
          if (this.#asked === asked) this.#set(null);
          resolve(answer);
        },
      };
      this.#set(asked);
    });
  }

  /** What is asked now. */
  use(): Asked<Q, A> | null {
    return useSyncExternalStore(this.#subscribe, this.#snapshot);
  }

  readonly #subscribe = (listener: () => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  readonly #snapshot = () => this.#asked;

  #set(asked: Asked<Q, A> | null): void {
    this.#asked = asked;
    for (const listener of this.#listeners) listener();
  }
}
