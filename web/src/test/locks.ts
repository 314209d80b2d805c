/** The locks of a browser, as far as the console uses them. */

class Locks {
  readonly #held = new Set<string>();

  async request(
    name: string,
    _: LockOptions,
    work: (lock: object | null) => Promise<void>,
  ): Promise<void> {
    if (this.#held.has(name)) return work(null);
    this.#held.add(name);
    await work({ name });
    this.#held.delete(name);
  }

  query(): Promise<{ held: { name: string }[] }> {
    return Promise.resolve({ held: [...this.#held].map((name) => ({ name })) });
  }
}

export function withLocks(): void {
  Object.defineProperty(navigator, 'locks', { value: new Locks() });
}
