/** An upload in parts as API and storage together see it, for tests. */
import { http, HttpResponse } from 'msw';

import type { components } from '../lib/contracts';
import { assetOf } from './assets';
import { API_URL } from './connected';
import { network } from './network';

type UploadState = components['schemas']['UploadState'];

const PART_BYTES = 4;
// The page's own origin: what browsers ask before they send elsewhere is not the subject here.
const BUCKET = `${location.origin}/bucket`;
const UPLOAD = `${API_URL}/api/admin/assets/ast_1/upload`;

export class PartStorage {
  /** What arrived, by the number of the part. */
  readonly received = new Map<number, string>();
  /** Every address that was asked, as `round/part`. */
  readonly asked: string[] = [];
  status: UploadState['conversion_status'] = 'pending_upload';
  completed = 0;
  takenBack = 0;
  announced = 0;
  /** Whether its time is over when the next upload is completed. */
  isLate = false;
  /** How storage answers instead; undefined lets it take the part. */
  answers: (address: string) => Promise<Response> | Response | undefined = () => undefined;
  #round = 0;

  constructor(readonly size: number) {
    network.use(
      http.post(`${API_URL}/api/admin/assets/upload`, () => {
        this.announced += 1;
        this.status = 'pending_upload';
        return HttpResponse.json({ asset: this.#asset(), upload: this.#upload() }, { status: 201 });
      }),
      http.get(UPLOAD, () => HttpResponse.json(this.#state())),
      http.post(`${UPLOAD}/complete`, () => this.#complete()),
      http.delete(`${API_URL}/api/admin/assets/ast_1`, () => {
        this.takenBack += 1;
        return HttpResponse.json({ ...this.#asset(), deleted_at: '2026-11-22T10:01:00.000Z' });
      }),
      http.put(`${BUCKET}/:round/:part`, async ({ request, params }) => {
        const address = `${String(params['round'])}/${String(params['part'])}`;
        this.asked.push(address);
        const answer = await this.answers(address);
        if (answer) return answer;
        this.received.set(Number(params['part']), await request.text());
        return new HttpResponse(null, { headers: { ETag: '"e"' } });
      }),
    );
  }

  get content(): string {
    return [...this.received].sort(([a], [b]) => a - b).reduce((all, [, part]) => all + part, '');
  }

  #complete(): Response {
    if (this.isLate) {
      this.isLate = false;
      const problem = { code: 'upload_expired', detail: 'Its time is over.' };
      return HttpResponse.json(problem, { status: 409 });
    }
    if (this.content.length < this.size) {
      const problem = { code: 'upload_incomplete', detail: 'Parts are missing.' };
      return HttpResponse.json(problem, { status: 409 });
    }
    this.completed += 1;
    this.status = 'queued';
    return HttpResponse.json(this.#asset(), { status: 202 });
  }

  #asset() {
    const version = 1 + this.completed;
    return assetOf({ size_bytes: this.size, conversion_status: this.status, version });
  }

  #upload() {
    this.#round += 1;
    const numbers = Array.from({ length: Math.ceil(this.size / PART_BYTES) }, (_, at) => at + 1);
    const parts = numbers
      .filter((part_number) => !this.received.has(part_number))
      .map((part_number) => ({
        part_number,
        size_bytes: Math.min(PART_BYTES, this.size - (part_number - 1) * PART_BYTES),
        url: `${BUCKET}/${this.#round}/${part_number}`,
      }));
    const expires_at = new Date(Date.now() + 3_600_000).toISOString();
    const named = { strategy: 'multipart', upload_id: 'u', part_size_bytes: PART_BYTES };
    return { ...named, parts, expires_at };
  }

  #state() {
    const received_parts = [...this.received].map(([part_number, { length }]) => {
      return { part_number, size_bytes: length, etag: 'e' };
    });
    return {
      asset_id: 'ast_1',
      conversion_status: this.status,
      strategy: 'multipart',
      size_bytes: this.size,
      received_parts,
      upload: this.status === 'pending_upload' ? this.#upload() : null,
      expires_at: new Date(Date.now() + 3_600_000).toISOString(),
    };
  }
}
