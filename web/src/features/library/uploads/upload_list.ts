/** Every file that was given, in that order; whoever shows them hears of each change. */
import type { FileUpload } from './file_upload';

export class UploadList {
  #uploads: readonly FileUpload[] = [];
  readonly #watchers = new Set<() => void>();

  readonly all = (): readonly FileUpload[] => this.#uploads;

  readonly watch = (changed: () => void): (() => void) => {
    this.#watchers.add(changed);
    return () => this.#watchers.delete(changed);
  };

  find(id: string): FileUpload | undefined {
    return this.#uploads.find((upload) => upload.id === id);
  }

  add(upload: FileUpload): void {
    this.#keep([...this.#uploads, upload]);
  }

  change(id: string, change: Partial<FileUpload>): void {
    this.#keep(this.#uploads.map((each) => (each.id === id ? { ...each, ...change } : each)));
  }

  remove(id: string): void {
    this.#keep(this.#uploads.filter((each) => each.id !== id));
  }

  #keep(uploads: readonly FileUpload[]): void {
    this.#uploads = uploads;
    for (const changed of this.#watchers) changed();
  }
}
