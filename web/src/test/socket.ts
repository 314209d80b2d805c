/** A browser's WebSocket with the test at its other end. */

export class FakeSocket extends EventTarget {
  static readonly opened: FakeSocket[] = [];

  readonly sent: { action: string; topics?: string[] }[] = [];
  readyState = 0;
  binaryType = 'blob';

  constructor(readonly url: string) {
    super();
    FakeSocket.opened.push(this);
  }

  static get last(): FakeSocket {
    const last = FakeSocket.opened.at(-1);
    if (!last) throw new Error('No socket was opened.');
    return last;
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text) as { action: string });
  }

  close(): void {
    this.readyState = 3;
  }

  accept(): void {
    this.readyState = 1;
    this.dispatchEvent(new Event('open'));
  }

  /** All that was asked for is followed, as far as nothing happened yet. */
  confirm(): void {
    const asked = this.sent.filter(({ action }) => action === 'subscribe');
    const topics = asked.flatMap((frame) => frame.topics ?? []);
    if (topics.length === 0) return;
    this.tell({ type: 'subscribed', topics: topics.map((topic) => ({ topic, cursor: '0' })) });
  }

  tell(frame: object): void {
    this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(frame) }));
  }

  drop(): void {
    this.readyState = 3;
    this.dispatchEvent(new CloseEvent('close', { code: 1006 }));
  }
}
