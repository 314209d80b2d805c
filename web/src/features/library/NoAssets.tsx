import { Button, Center, Stack, Text, Title } from '@mantine/core';

import { useCanChange } from '../../lib/connection';
import { LIMITS } from './uploads/limits';
import { UploadButton } from './uploads/UploadButton';
import { useFilters } from './use_filters';

/** Why the list is empty, and what to do about it. */
export function NoAssets({ hasMore }: { hasMore: boolean }) {
  const { filters, isFiltered, clear } = useFilters();
  if (!isFiltered) return <Invitation />;
  const isOnlyDeleted = filters.deleted && !filters.status && !filters.words;
  return (
    <Blank title={isOnlyDeleted ? 'Nothing is deleted' : 'No assets match'}>
      {hasMore && <Text>Older assets were not searched yet.</Text>}
      <Button variant="default" onClick={clear}>
        Show all assets
      </Button>
    </Blank>
  );
}

function Invitation() {
  const canChange = useCanChange();
  return (
    <Blank title="No assets yet">
      {canChange ? (
        <>
          <Text>Drop videos anywhere on this page, or choose them.</Text>
          <Text size="sm" c="dimmed">
            {LIMITS}
          </Text>
          <UploadButton />
        </>
      ) : (
        <Text>What admins upload appears here.</Text>
      )}
    </Blank>
  );
}

function Blank({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <Center mih="40vh">
      <Stack align="center" ta="center">
        <Title order={2} size="h3">
          {title}
        </Title>
        {children}
      </Stack>
    </Center>
  );
}
