import { SegmentedControl, useMantineColorScheme } from '@mantine/core';

const CHOICES = [
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
  { value: 'auto', label: 'Auto' },
] as const;

export function ColourScheme() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <SegmentedControl
      size="xs"
      aria-label="Colour scheme"
      data={[...CHOICES]}
      value={colorScheme}
      onChange={(chosen) => {
        setColorScheme(chosen);
      }}
    />
  );
}
