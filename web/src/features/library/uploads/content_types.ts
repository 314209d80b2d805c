/** What browsers call a video differs, and some they do not know: the ending decides first. */
const BY_ENDING: Record<string, string> = {
  mp4: 'video/mp4',
  m4v: 'video/mp4',
  mov: 'video/quicktime',
  webm: 'video/webm',
  mkv: 'video/x-matroska',
  avi: 'video/x-msvideo',
  flv: 'video/x-flv',
  ts: 'video/mp2t',
  m2ts: 'video/mp2t',
  mpg: 'video/mpeg',
  mpeg: 'video/mpeg',
  wmv: 'video/x-ms-wmv',
  ogv: 'video/ogg',
  '3gp': 'video/3gpp',
  gif: 'image/gif',
};

/** For the file picker, which then offers videos first. */
export const PICKED = ['video/*', ...Object.keys(BY_ENDING).map((ending) => `.${ending}`)].join();

export function contentTypeOf(file: File): string {
  const ending = file.name.split('.').pop()?.toLowerCase() ?? '';
  return BY_ENDING[ending] ?? (file.type || 'application/octet-stream');
}
