/** How far the server's clock is from this machine's, so that countdowns end when the server says. */

export class ServerClock {
  #least = -Infinity;
  #most = Infinity;
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** The server's time, in milliseconds since 1970; this machine's as long as nothing is known. */
  now(): number {
    return this.#now() + this.offset;
  }

  get offset(): number {
    if (this.#least === -Infinity) return 0;
    return (this.#least + this.#most) / 2;
  }

  /**
   * Somewhere between `sent` and `received` the server's clock showed `shown` or up to
   * `resolution` ms more. Several answers together narrow down what each leaves open.
   */
  observe(shown: number, resolution: number, sent: number, received: number): void {
    const least = shown - received;
    const most = shown + resolution - sent;
    this.#least = Math.max(this.#least, least);
    this.#most = Math.min(this.#most, most);
    if (this.#least > this.#most) {
      // One of the two clocks was set meanwhile.
      this.#least = least;
      this.#most = most;
    }
  }

  /** As `observe`, by an answer's `Date` header, which knows whole seconds only. */
  observeAnswer(response: Response, sent: number): void {
    const shown = Date.parse(response.headers.get('Date') ?? '');
    if (!Number.isNaN(shown)) this.observe(shown, 1000, sent, this.#now());
  }

  /** What this machine's clock shows. */
  local(): number {
    return this.#now();
  }
}
