import { isWindowOpen } from '../../lib/problem';
import { InlineFailure } from './InlineFailure';
import { WindowOpen } from './WindowOpen';

interface Props {
  title: string;
  error: Error;
  isPending: boolean;
  onOverride: () => void;
}

/** Why a change of one user was refused; where another admin's undo is in its way, a way past. */
export function ChangeFailure({ title, error, isPending, onOverride }: Props) {
  if (isWindowOpen(error)) {
    return (
      <WindowOpen
        error={error}
        words="Do it anyway"
        isPending={isPending}
        onOverride={onOverride}
      />
    );
  }
  return <InlineFailure title={title} error={error} />;
}
