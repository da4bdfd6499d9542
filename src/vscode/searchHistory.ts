import type { Memento } from 'vscode';

/** Where the questions of this workspace are kept. */
const key = 'semanticSearch.history';

/** More than a list that is looked through, and small in the editor's storage. */
const MAX_QUESTIONS = 50;

/** The questions that were asked in this workspace, newest first, each once. */
export class SearchHistory {
  readonly #memory: Memento;

  constructor(memory: Memento) {
    this.#memory = memory;
  }

  get questions(): readonly string[] {
    return this.#memory.get<readonly string[]>(key, []);
  }

  /** Puts a question in front; the oldest one goes where there are too many. */
  async add(question: string): Promise<void> {
    await this.#write([question, ...this.#without(question)].slice(0, MAX_QUESTIONS));
  }

  async remove(question: string): Promise<void> {
    await this.#write(this.#without(question));
  }

  async clear(): Promise<void> {
    await this.#write([]);
  }

  #without(question: string): string[] {
    return this.questions.filter((one) => one !== question);
  }

  async #write(questions: readonly string[]): Promise<void> {
    await this.#memory.update(key, questions.length > 0 ? questions : undefined);
  }
}
