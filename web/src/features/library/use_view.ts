import { useLocalStorage } from '@mantine/hooks';

export type View = 'grid' | 'list';

/** A taste of whoever looks, so it stays with the browser and out of links. */
export function useView(): [View, (view: View) => void] {
  const [view, setView] = useLocalStorage<View>({
    key: 'mediadesk.library.view',
    defaultValue: 'grid',
    getInitialValueInEffect: false,
  });
  return [view === 'list' ? 'list' : 'grid', setView];
}
