/** A file that one signed form carries. */
import type { components } from '../../../lib/contracts';
import { send } from './sending';
import type { Slots } from './slots';
import { persistently, type Trying } from './tries';

export type PostUpload = components['schemas']['PostUpload'];

export interface FormSending extends Trying {
  slots: Slots;
  onProgress: (bytes: number) => void;
}

export async function sendForm({ url, fields }: PostUpload, sending: FormSending): Promise<void> {
  const { file, signal, slots } = sending;
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  // Storage ignores every field behind the file.
  body.append('file', file);
  const onProgress = (bytes: number) => {
    sending.onProgress(Math.min(bytes, file.size));
  };
  await slots.use(() =>
    persistently(sending, () => send({ method: 'POST', url, body, onProgress, signal })),
  );
}
