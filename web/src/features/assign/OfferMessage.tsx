import { Group, Notification, Text } from '@mantine/core';
import type { ReactNode } from 'react';

interface Props {
  onClose: () => void;
  /** What can be done about it. */
  action: ReactNode;
  children: ReactNode;
}

/** Says what was done a moment ago. */
export function OfferMessage({ onClose, action, children }: Props) {
  return (
    <Notification
      role="status"
      withBorder
      onClose={onClose}
      closeButtonProps={{ 'aria-label': 'Close this message' }}
    >
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {children}
        </Text>
        {action}
      </Group>
    </Notification>
  );
}
