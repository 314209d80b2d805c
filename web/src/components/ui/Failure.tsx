import { Button, Text } from '@mantine/core';
import { Component, type ReactNode } from 'react';

import { ApiProblem } from '../../lib/problem';
import { Message } from './Message';
import { WholePage } from './WholePage';

/** Something that broke, in words, with the id by which the server's logs tell more. */
export function Failure({ error }: { error: unknown }) {
  const requestId = error instanceof ApiProblem ? error.request_id : null;
  const detail = error instanceof Error ? error.message : 'An unknown error happened.';
  return (
    <Message title="This page could not be shown" detail={detail}>
      {requestId && (
        <Text size="sm" c="dimmed">
          Request {requestId}
        </Text>
      )}
      <Button
        onClick={() => {
          location.reload();
        }}
      >
        Load again
      </Button>
    </Message>
  );
}

/** Around everything: what breaks outside of a route ends up here. */
export class FailureBoundary extends Component<{ children: ReactNode }, { error?: unknown }> {
  override state: { error?: unknown } = {};

  static getDerivedStateFromError(error: unknown): { error: unknown } {
    return { error };
  }

  override render(): ReactNode {
    if (!('error' in this.state)) return this.props.children;
    return (
      <WholePage>
        <Failure error={this.state.error} />
      </WholePage>
    );
  }
}
