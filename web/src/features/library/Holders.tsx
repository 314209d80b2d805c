import { Text } from '@mantine/core';

import type { Asset } from '../../lib/assets';

/** Who holds an asset: the latest by id, the others by number. */
export function Holders({ asset }: { asset: Asset }) {
  const words = holdersOf(asset);
  return (
    words !== null && (
      <Text size="sm" truncate title={words}>
        {words}
      </Text>
    )
  );
}

function holdersOf({ user_id, assigned_user_count: count, conversion_status }: Asset) {
  if (count === 0) return conversion_status === 'completed' ? 'Not assigned' : null;
  if (user_id === null) return count === 1 ? '1 user' : `${count} users`;
  return count > 1 ? `${user_id} and ${count - 1} more` : user_id;
}
