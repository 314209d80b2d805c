import { Box, Text } from '@mantine/core';

import { counted } from '../../../lib/format';
import type { Problem } from '../../../lib/problem';

/** The users for whose sake a bulk is refused, each with the reason. */
export function Offenders({ problem: { errors, error_count } }: { problem: Problem }) {
  if (errors.length === 0) return null;
  return (
    <>
      <Box
        component="ul"
        aria-label="Who can't be given it"
        // What scrolls must be reached by keyboards.
        tabIndex={0}
        m={0}
        pl="md"
        mah={160}
        style={{ overflowY: 'auto' }}
      >
        {errors.map((each) => (
          <Text
            component="li"
            key={each.user_id ?? each.loc}
            size="sm"
            c="var(--mantine-color-text)"
            style={{ overflowWrap: 'anywhere' }}
          >
            <b>{each.user_id ?? each.loc}</b>: {each.message}
          </Text>
        ))}
      </Box>
      {error_count > errors.length && (
        <Text size="sm">
          These are the first {errors.length} of {counted(error_count, 'user')}.
        </Text>
      )}
    </>
  );
}
