import { useSearchParams } from 'react-router';

import { STATUSES } from '../../components/ui/StatusChip';
import type { AssetFilters } from '../../lib/assets';

interface Filters {
  filters: AssetFilters;
  isFiltered: boolean;
  change: (changes: Partial<AssetFilters>) => void;
  clear: () => void;
}

/** What the address says the list shows, so that a link shows the same. */
export function useFilters(): Filters {
  const [params, setParams] = useSearchParams();
  const filters: AssetFilters = {
    status: STATUSES.find((status) => status === params.get('status')) ?? null,
    words: params.get('q') ?? '',
    deleted: params.get('deleted') === '1',
  };
  const write = (written: AssetFilters) => {
    setParams(addressOf(written), { replace: true, preventScrollReset: true });
  };
  return {
    filters,
    isFiltered: params.size > 0,
    change: (changes) => {
      write({ ...filters, ...changes });
    },
    clear: () => {
      write({ status: null, words: '', deleted: false });
    },
  };
}

function addressOf({ status, words, deleted }: AssetFilters): Record<string, string> {
  return {
    ...(status && { status }),
    ...(words && { q: words }),
    ...(deleted && { deleted: '1' }),
  };
}
