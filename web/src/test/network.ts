/** The network of a test: whatever it does not answer fails the test. */
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll } from 'vitest';

export const network = setupServer();

/** Call it once at the top of a file of tests. */
export function withNetwork(): void {
  beforeAll(() => {
    network.listen({ onUnhandledFrame: 'error' });
  });
  afterEach(() => {
    network.resetHandlers();
  });
  afterAll(() => {
    network.close();
  });
}
