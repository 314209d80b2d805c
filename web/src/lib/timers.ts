/** Timers by name: one that is set again begins anew. */
export class Timers<Name extends string> {
  readonly #running = new Map<Name, ReturnType<typeof setTimeout>>();

  after(name: Name, ms: number, act: () => void): void {
    this.cancel(name);
    const timer = setTimeout(() => {
      this.#running.delete(name);
      act();
    }, ms);
    this.#running.set(name, timer);
  }

  isSet(name: Name): boolean {
    return this.#running.has(name);
  }

  cancel(...names: Name[]): void {
    for (const name of names) {
      clearTimeout(this.#running.get(name));
      this.#running.delete(name);
    }
  }

  cancelAll(): void {
    this.cancel(...this.#running.keys());
  }
}
