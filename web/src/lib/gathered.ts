/** Do something at once, and after that at most once in a while for all that came meanwhile. */
export function gathered<T>(everyMs: number, act: (all: ReadonlySet<T>) => void): (one: T) => void {
  let waiting: Set<T> | null = null;
  const pass = () => {
    const all = waiting;
    waiting = null;
    if (all?.size) begin(all);
  };
  const begin = (all: Set<T>) => {
    waiting = new Set();
    setTimeout(pass, everyMs);
    act(all);
  };
  return (one) => {
    if (waiting) waiting.add(one);
    else begin(new Set([one]));
  };
}
