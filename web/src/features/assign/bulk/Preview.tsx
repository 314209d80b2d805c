import { List, Stack, Text } from '@mantine/core';
import { useEffect, useRef } from 'react';

import { AssetTitle } from '../../../components/ui/AssetName';
import type { Asset } from '../../../lib/assets';
import type { BulkPreview } from '../../../lib/bulks';
import { counted } from '../../../lib/format';
import { listed } from './Choice';
import { type Plan, type Replaced, replacedBy } from './plan';

interface Props {
  asset: Asset;
  plan: Plan;
  preview: BulkPreview;
}

const SHOWN = 5;

/** What the bulk would change: how many users, and what each of them loses by it. */
export function Preview({ asset, plan, preview }: Props) {
  const replaced = replacedBy(preview);
  const others = replaced.slice(SHOWN);
  const heading = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    // The button that asked for it is gone.
    heading.current?.focus();
  }, []);
  return (
    <Stack gap="xs">
      <Text ref={heading} tabIndex={-1} fw={500} style={{ outline: 'none' }}>
        {said(asset, preview)}
      </Text>
      {replaced.length > 0 && (
        <List size="sm" aria-label="What they hold now" style={{ overflowWrap: 'anywhere' }}>
          {replaced.slice(0, SHOWN).map((each) => (
            <List.Item key={each.asset_id}>
              <ReplacedAsset replaced={each} />
            </List.Item>
          ))}
          {others.length > 0 && (
            <List.Item>
              {counted(others.length, 'other asset')} of {counted(sum(others), 'user')}
            </List.Item>
          )}
        </List>
      )}
      {preview.skipped_count > 0 && (
        <Text size="sm">
          {counted(preview.skipped_count, 'user')} left out, for they hold it already.
        </Text>
      )}
      {plan.override && (
        <Text size="sm" fw={500}>
          Other admins can not undo their bulks of these users any more.
        </Text>
      )}
    </Stack>
  );
}

function said({ title }: Asset, { user_count }: BulkPreview): string {
  if (user_count === 0) return `Nobody is left who would get ${title}.`;
  return `${counted(user_count, 'user')} will get ${title}.`;
}

function ReplacedAsset({ replaced: { asset_id, user_ids } }: { replaced: Replaced }) {
  const users = `${counted(user_ids.length, 'user')}: ${listed(user_ids)}`;
  if (asset_id === null) return `Nothing is replaced for ${users}`;
  return (
    <>
      <AssetTitle assetId={asset_id} /> is replaced for {users}
    </>
  );
}

function sum(replaced: Replaced[]): number {
  return replaced.reduce((count, { user_ids }) => count + user_ids.length, 0);
}
