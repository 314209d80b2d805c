import { CloseButton, Drawer, Group, Paper, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { type ReactNode, useEffect, useEffectEvent, useRef } from 'react';

const FIELDS = 'input, textarea, select';

interface Props {
  label: string;
  onClose: () => void;
  children: ReactNode;
}

/** Stands beside the page where there is room, and over it where there is none. */
export function SidePanel(props: Props) {
  const isWide = useMediaQuery('(min-width: 62em)', true, { getInitialValueInEffect: false });
  return isWide ? <Beside {...props} /> : <Over {...props} />;
}

function Over({ label, onClose, children }: Props) {
  useFocusReturn();
  useEscape(onClose, 1);
  return (
    <Drawer.Root
      opened
      closeOnEscape={false}
      onClose={onClose}
      position="right"
      size="min(100%, 28rem)"
    >
      <Drawer.Overlay />
      <Drawer.Content aria-label={label}>
        <Drawer.Body>
          <Head label={label} onClose={onClose} />
          {children}
        </Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  );
}

function Beside({ label, onClose, children }: Props) {
  const panel = useRef<HTMLDivElement>(null);
  useFocusReturn();
  useEffect(() => {
    panel.current?.focus({ preventScroll: true });
  }, []);
  useEscape(onClose, 0);
  return (
    <Paper
      component="aside"
      ref={panel}
      tabIndex={-1}
      aria-label={label}
      withBorder
      px="md"
      pb="md"
      radius="md"
      w="26rem"
      flex="none"
      pos="sticky"
      top={72}
      mah="calc(100dvh - 88px)"
      style={{ overflowY: 'auto', outline: 'none' }}
    >
      <Head label={label} onClose={onClose} />
      {children}
    </Paper>
  );
}

function Head({ label, onClose }: Omit<Props, 'children'>) {
  return (
    <Group
      justify="space-between"
      py="xs"
      pos="sticky"
      top={0}
      bg="var(--mantine-color-body)"
      style={{ zIndex: 1 }}
    >
      <Text c="dimmed" size="sm">
        {label}
      </Text>
      <CloseButton aria-label={`Close ${label.toLowerCase()}`} onClick={onClose} />
    </Group>
  );
}

/** When the panel goes, the focus goes back to what opened it. */
function useFocusReturn(): void {
  useEffect(() => {
    const before = document.activeElement;
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
}

/**
 * Escape closes the panel, unless it is meant for something else: a dialog over it (`own` of those
 * that are open are the panel itself), or a field that is being filled in.
 */
function useEscape(onClose: () => void, own: number): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const isInField = event.target instanceof Element && event.target.matches(FIELDS);
    const dialogs = document.querySelectorAll('[role="dialog"][aria-modal="true"]').length;
    if (event.key === 'Escape' && !isInField && dialogs <= own) onClose();
  });
  useEffect(() => {
    // Before a dialog hears of it, which may be gone the moment it did.
    const listener = (event: KeyboardEvent) => {
      onKey(event);
    };
    window.addEventListener('keydown', listener, { capture: true });
    return () => {
      window.removeEventListener('keydown', listener, { capture: true });
    };
  }, []);
}
