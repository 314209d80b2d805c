import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { type Api, answer } from '../../../lib/api';
import type { Asset } from '../../../lib/assets';
import { useApi } from '../../../lib/connection';
import { keys } from '../../../lib/keys';

interface Props {
  chosen: Asset | null;
  onChoose: (asset: Asset | null) => void;
}

const WITHIN_DIALOG = { withinPortal: false, floatingStrategy: 'fixed', shadow: 'md' } as const;

/** Finds converted assets on the server, by the beginning of any word of title or file name. */
export function AssetPicker({ chosen, onChoose }: Props) {
  const [words, setWords] = useState('');
  const [rested] = useDebouncedValue(words, 200);
  const query = rested === chosen?.title ? '' : rested.trim();
  const { data, isFetching, isPlaceholderData, error } = useQuery(foundAssets(useApi(), query));
  const isSearching = isPlaceholderData || words !== rested;
  const found = isSearching ? [] : (data?.items ?? []);
  const known = [...(chosen ? [chosen] : []), ...found.filter((each) => !isSame(each, chosen))];
  return (
    <Select
      label="Asset"
      placeholder="Search by title or file name"
      data-autofocus
      searchable
      error={error && 'The assets could not be read. Type to try again.'}
      nothingFoundMessage={isSearching || isFetching ? 'Searching' : 'None is found by these words'}
      data={known.map(({ asset_id, title }) => ({ value: asset_id, label: title }))}
      filter={({ options }) => options}
      searchValue={words}
      onSearchChange={setWords}
      value={chosen?.asset_id ?? null}
      onChange={(id) => {
        onChoose(known.find(({ asset_id }) => asset_id === id) ?? null);
      }}
      openOnFocus={false}
      // Below the field, where the dialog leaves room for it.
      comboboxProps={{ ...WITHIN_DIALOG, middlewares: { flip: false } }}
      withScrollArea={false}
      styles={{ options: { maxHeight: 260, overflowY: 'auto' } }}
    />
  );
}

function foundAssets(api: Api, words: string) {
  return {
    queryKey: keys.foundAssets(words),
    queryFn: ({ signal }: { signal: AbortSignal }) => {
      const query = { conversion_status: 'completed' as const, ...(words && { query: words }) };
      return answer(api.GET('/api/admin/assets', { params: { query }, signal }));
    },
    placeholderData: keepPreviousData,
  };
}

function isSame(asset: Asset, chosen: Asset | null): boolean {
  return asset.asset_id === chosen?.asset_id;
}
