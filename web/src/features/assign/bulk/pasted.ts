/** Ids of users as people have them: pasted lines, or a file with a column of them. */
import { isUserId } from '../../../lib/people';

export interface Named {
  /** Each once, in the order in which they were named. */
  ids: string[];
  duplicates: string[];
  /** What has not the shape of an id. */
  malformed: string[];
}

const COLUMN = 'user_id';

/** `more` are ids from elsewhere, which come first. */
export function namedIn(text: string, more: readonly string[] = []): Named {
  const seen = new Set<string>();
  const duplicates = new Set<string>();
  const malformed = new Set<string>();
  for (const word of [...more, ...wordsOf(text)]) {
    if (!isUserId(word)) malformed.add(word);
    else if (seen.has(word)) duplicates.add(word);
    else seen.add(word);
  }
  return { ids: [...seen], duplicates: [...duplicates], malformed: [...malformed] };
}

/** The text without these words; what remains stands one in a line. */
export function withoutWords(text: string, left: ReadonlySet<string>): string {
  return wordsOf(text)
    .filter((word) => !left.has(word))
    .join('\n');
}

/** A table that names its columns has more in it than ids: only that column counts. */
export function idsOfFile(content: string): string {
  // Spreadsheets begin their files with a mark that nobody sees.
  const lines = content.replace(/^\uFEFF/, '').split(/\r?\n/);
  const at = cellsOf(lines[0] ?? '').indexOf(COLUMN);
  if (at === -1) return content;
  return lines
    .slice(1)
    .map((line) => cellsOf(line)[at] ?? '')
    .filter(Boolean)
    .join('\n');
}

function wordsOf(text: string): string[] {
  return text.split(/[\s,;]+/).flatMap((word) => unquoted(word) || []);
}

/** Cells, those in quotes with the commas that are in them. */
function cellsOf(line: string): string[] {
  const cells = line.match(/("([^"]|"")*"|[^,;]*)([,;]|$)/g) ?? [];
  return cells.map((cell) => unquoted(cell.replace(/[,;]$/, '').trim()));
}

function unquoted(word: string): string {
  return word.replace(/^"(.*)"$/, '$1').replaceAll('""', '"');
}
