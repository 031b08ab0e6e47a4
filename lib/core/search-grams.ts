/**
 * What a search of one or two characters looks for in lines of lower-case text: the beginnings of words, and wherever a
 * character stands that is not ASCII (a Han name has two). Longer searches are for an index of three characters at a time,
 * to which these few are too short. Each is a word of ASCII letters and digits, which every index takes for one.
 */
export function searchGrams(text: string): string[] {
  const grams = new Set<string>()
  for (const line of text.split('\n')) addGrams(grams, Array.from(line))
  return [...grams]
}

/** The same for what is searched for; null for none or for more than two characters. */
export function searchGramOf(needle: string): string | null {
  const characters = Array.from(needle)
  return characters.length === 0 || characters.length > 2 ? null : gramOf(characters)
}

function gramOf(characters: readonly string[]): string {
  return characters.map((character) => `x${(character.codePointAt(0) ?? 0).toString(16)}`).join('')
}

function addGrams(grams: Set<string>, characters: readonly string[]): void {
  for (const [at, character] of characters.entries()) {
    if (!isAscii(character)) grams.add(gramOf([character]))
    const next = characters[at + 1]
    if (next === undefined) continue
    const isInWord = isLetterOrDigit(character) && isLetterOrDigit(characters[at - 1] ?? '')
    if (!isInWord || !isAscii(next)) grams.add(gramOf([character, next]))
  }
}

function isAscii(character: string): boolean {
  return character <= '\u007f'
}

function isLetterOrDigit(character: string): boolean {
  return /^[a-z0-9]$/.test(character)
}
