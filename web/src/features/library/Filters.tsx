import { Group, NativeSelect, SegmentedControl, Switch } from '@mantine/core';

import { SearchField } from '../../components/ui/SearchField';
import { STATUSES, statusLabel } from '../../components/ui/StatusChip';
import { useFilters } from './use_filters';
import type { View } from './use_view';

const ANY = '';

interface Props {
  view: View;
  onView: (view: View) => void;
}

export function Filters({ view, onView }: Props) {
  const { filters, change } = useFilters();
  return (
    <Group role="search" aria-label="Filter assets" gap="sm" align="center">
      <SearchField
        label="Search title and file name"
        words={filters.words}
        onSearch={(words) => {
          change({ words });
        }}
      />
      <NativeSelect
        aria-label="Status"
        data={[
          { value: ANY, label: 'Any status' },
          ...STATUSES.map((value) => ({ value, label: statusLabel(value) })),
        ]}
        value={filters.status ?? ANY}
        onChange={(event) => {
          const chosen = event.currentTarget.value;
          change({ status: STATUSES.find((status) => status === chosen) ?? null });
        }}
        w={{ base: '100%', xs: 170 }}
      />
      <Switch
        label="Deleted"
        checked={filters.deleted}
        onChange={(event) => {
          change({ deleted: event.currentTarget.checked });
        }}
      />
      <SegmentedControl
        aria-label="View"
        ml={{ base: 0, xs: 'auto' }}
        data={[
          { value: 'grid', label: 'Grid' },
          { value: 'list', label: 'List' },
        ]}
        value={view}
        onChange={(chosen) => {
          onView(chosen);
        }}
      />
    </Group>
  );
}
