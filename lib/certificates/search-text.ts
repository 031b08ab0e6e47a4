/**
 * The one form in which names are stored for searching and in which the search box is read. NFKC and lower case make
 * `ＷｉＦｉ` and `wifi` the same; white space of any kind and length is one blank; control and format characters (bidi
 * overrides, zero-width joiners) are left out, so that a name cannot hide from the search by them.
 */
export function searchText(text: string): string {
  return (
    text
      .toWellFormed()
      .normalize('NFKC')
      .toLowerCase()
      // Lower-casing may leave a sequence that NFKC composes again.
      .normalize('NFKC')
      .replaceAll(/\s+/gu, ' ')
      .replaceAll(/[\p{Cc}\p{Cf}]/gu, '')
      // What was left out may have stood between two blanks.
      .replaceAll(/ {2,}/g, ' ')
      .trim()
  )
}

/** Several of them as one column, one a line: no search finds a text across two. */
export function searchableLines(parts: readonly (string | null | undefined)[]): string {
  const lines = parts.map((part) => searchText(part ?? '')).filter((line) => line !== '')
  return [...new Set(lines)].join('\n')
}
