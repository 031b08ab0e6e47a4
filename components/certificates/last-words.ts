import { hidesCharacters } from '#lib/core/text.ts'

/**
 * Where the last words of a name begin that are no longer than `longest` characters together; 0 where the whole fits,
 * where even the last word does not, or where something in the name has to be spelled out first.
 */
export function cutBeforeLastWords(name: string, longest: number): number {
  if (name.length <= longest || hidesCharacters(name)) return 0
  const from = name.indexOf(' ', name.length - longest - 1)
  return from === -1 ? 0 : from + 1
}
