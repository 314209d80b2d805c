import { Box, Group, Text } from '@mantine/core';

import { AssetName } from '../../components/ui/AssetName';
import { RelativeTime } from '../../components/ui/RelativeTime';
import { UndoButton } from '../../components/ui/UndoButton';
import { useCanChange } from '../../lib/connection';
import type { Assignment, HistoryEntry, User } from '../../lib/people';
import { isBulk, useUndoing } from '../../lib/undoing';
import { actionLabel } from './actions';
import { Revert } from './Revert';

interface Props {
  user: User;
  entry: HistoryEntry;
}

export function HistoryRow({ user, entry }: Props) {
  const assignment = useUndoable({ user, entry });
  return (
    <Box
      component="li"
      py="sm"
      style={{ borderBottom: '1px solid var(--mantine-color-default-border)' }}
    >
      <Group justify="space-between" align="flex-start">
        <Change entry={entry} />
        <Group gap="sm">
          {assignment && <UndoButton assignment={assignment} name={user.display_name} />}
          <RevertThere user={user} entry={entry} />
        </Group>
      </Group>
    </Box>
  );
}

/** What an entry began, if it is in force: no user holds nothing, so that comes from the offers. */
function useUndoable({ user, entry }: Props): Assignment | undefined {
  const { offered } = useUndoing();
  const known = user.current
    ? [user.current]
    : offered.filter((made): made is Assignment => !isBulk(made));
  return known.find(
    ({ user_id, sequence }) => user_id === entry.user_id && sequence === entry.sequence,
  );
}

/** Hidden where nothing would change by it, or where it can't be done. */
function RevertThere({ user, entry }: Props) {
  const canChange = useCanChange();
  const isSame = (user.current?.asset_id ?? null) === entry.asset_id;
  if (!canChange || isSame || user.deactivated_at !== null) return null;
  return <Revert user={user} entry={entry} />;
}

function Change({ entry }: { entry: HistoryEntry }) {
  return (
    <div>
      <Text size="sm" component="div">
        <Text span inherit fw={500}>
          {entry.sequence}. {actionLabel(entry.action)}:
        </Text>{' '}
        <AssetName assetId={entry.previous_asset_id} /> → <AssetName assetId={entry.asset_id} />
      </Text>
      <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
        by {entry.performed_by} <RelativeTime at={entry.performed_at} />
        {entry.bulk_id && `, with others in bulk ${entry.bulk_id}`}
      </Text>
      {entry.note && (
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {entry.note}
        </Text>
      )}
    </div>
  );
}
