import { useReducedMotion } from '@mantine/hooks';
import { useState } from 'react';

/** Plays a preview under the pointer or the focus, unless less motion is wished for. */
export function usePreview() {
  const [isWanted, setIsWanted] = useState(false);
  const isStill = useReducedMotion();
  const start = () => {
    setIsWanted(true);
  };
  const stop = () => {
    setIsWanted(false);
  };
  return {
    isPlaying: isWanted && !isStill,
    previewing: { onMouseEnter: start, onMouseLeave: stop, onFocus: start, onBlur: stop },
  };
}
