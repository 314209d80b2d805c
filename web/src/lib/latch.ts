/** Asking once. */
import { useRef } from 'react';

export interface Latch {
  /** Whether this is the first call since the latch was opened. */
  close: () => boolean;
  open: () => void;
}

/** For a form that goes away when it has succeeded: a second click may come before it has gone. */
export function useLatch(): Latch {
  const isClosed = useRef(false);
  return {
    close: () => {
      const isFirst = !isClosed.current;
      isClosed.current = true;
      return isFirst;
    },
    open: () => {
      isClosed.current = false;
    },
  };
}
