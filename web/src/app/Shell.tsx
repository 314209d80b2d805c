import { Anchor, AppShell, Box, Button, Group, Text } from '@mantine/core';
import { Link, Outlet, ScrollRestoration, useLocation } from 'react-router';

import { ColourScheme } from '../components/ui/ColourScheme';
import { LiveBadge } from '../components/ui/LiveBadge';
import { useConnected } from '../lib/connection';
import { canChange } from '../lib/session';
import classes from './Shell.module.css';

/** What every page has around it. */
export function Shell() {
  return (
    <AppShell header={{ height: { base: 96, sm: 56 } }} padding="md">
      <AppShell.Header>
        <Group h="100%" px="md" justify="space-between" gap="xs">
          <Places />
          <Group gap="sm">
            <LiveBadge />
            <Box visibleFrom="sm">
              <ColourScheme />
            </Box>
            <WhoIsHere />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Main>
        <Outlet />
      </AppShell.Main>
      <ScrollRestoration />
    </AppShell>
  );
}

function Places() {
  return (
    <Group component="nav" aria-label="Pages" gap="md">
      <Text component="span" fw={700}>
        mediadesk
      </Text>
      <Place to="/" label="Library" pages={/^\/($|assets\/)/} />
      <Place to="/users" label="Users" pages={/^\/users/} />
    </Group>
  );
}

function Place({ to, label, pages }: { to: string; label: string; pages: RegExp }) {
  const { pathname } = useLocation();
  return (
    <Anchor
      component={Link}
      to={to}
      aria-current={pages.test(pathname) ? 'page' : undefined}
      className={classes.place}
      c="var(--mantine-color-text)"
    >
      {label}
    </Anchor>
  );
}

function WhoIsHere() {
  const { person, signOut } = useConnected();
  return (
    <Group gap="xs">
      <Text size="sm">
        {person.name} ({canChange(person) ? 'admin' : 'auditor'})
      </Text>
      <Button size="xs" variant="default" onClick={signOut}>
        Sign out
      </Button>
    </Group>
  );
}
