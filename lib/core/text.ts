/**
 * Text that somebody else chose: names in certificates, messages of the vendor, file names. It is hostile until shown
 * otherwise. This file decides which characters a reader could not see or would misread, and how they are written
 * instead; it never drops one (tests hold it to that), because a name with a piece missing is another name.
 */

/** One stretch of a text: shown as it is, or a run of one character that must be spelled out. */
export type TextPart =
  | { readonly kind: 'plain'; readonly text: string }
  | {
      readonly kind: 'escape'
      /** The original characters, `count` times the same one. */
      readonly text: string
      readonly count: number
      /** `U+202E`, what the reader sees. */
      readonly token: string
      /** `RIGHT-TO-LEFT OVERRIDE`, the name in Unicode, or a class of characters. */
      readonly name: string
    }

const names: Record<number, string> = {
  0x0009: 'CHARACTER TABULATION',
  0x000a: 'LINE FEED',
  0x000d: 'CARRIAGE RETURN',
  0x001b: 'ESCAPE',
  0x0020: 'SPACE',
  0x00a0: 'NO-BREAK SPACE',
  0x00ad: 'SOFT HYPHEN',
  0x034f: 'COMBINING GRAPHEME JOINER',
  0x061c: 'ARABIC LETTER MARK',
  0x115f: 'HANGUL CHOSEONG FILLER',
  0x1160: 'HANGUL JUNGSEONG FILLER',
  0x180e: 'MONGOLIAN VOWEL SEPARATOR',
  0x200b: 'ZERO WIDTH SPACE',
  0x200c: 'ZERO WIDTH NON-JOINER',
  0x200d: 'ZERO WIDTH JOINER',
  0x200e: 'LEFT-TO-RIGHT MARK',
  0x200f: 'RIGHT-TO-LEFT MARK',
  0x2028: 'LINE SEPARATOR',
  0x2029: 'PARAGRAPH SEPARATOR',
  0x202a: 'LEFT-TO-RIGHT EMBEDDING',
  0x202b: 'RIGHT-TO-LEFT EMBEDDING',
  0x202c: 'POP DIRECTIONAL FORMATTING',
  0x202d: 'LEFT-TO-RIGHT OVERRIDE',
  0x202e: 'RIGHT-TO-LEFT OVERRIDE',
  0x202f: 'NARROW NO-BREAK SPACE',
  0x2060: 'WORD JOINER',
  0x2066: 'LEFT-TO-RIGHT ISOLATE',
  0x2067: 'RIGHT-TO-LEFT ISOLATE',
  0x2068: 'FIRST STRONG ISOLATE',
  0x2069: 'POP DIRECTIONAL ISOLATE',
  0x2800: 'BRAILLE PATTERN BLANK',
  0x3164: 'HANGUL FILLER',
  0xfeff: 'ZERO WIDTH NO-BREAK SPACE',
  0xffa0: 'HALFWIDTH HANGUL FILLER',
}

// Controls, formats (bidi among them), lone surrogates, private use, unassigned, separators other than the blank and
// the ideographic space (which Chinese names use), and the letters and marks that have no ink.
const unseen =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]|(?![ \u3000])\p{Zs}|[\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\ufe00-\ufe0f\uffa0]|[\u{e0100}-\u{e01ef}]/u

/**
 * Splits a text into what may be shown and what must be spelled out. Joined, the parts' `text` is the text again.
 * Blanks at either end are spelled out too: nobody sees them, and with them a name is another name.
 */
export function revealText(text: string): readonly TextPart[] {
  const parts: TextPart[] = []
  const characters = Array.from(text)
  const first = characters.findIndex((character) => character !== ' ')
  const last = characters.findLastIndex((character) => character !== ' ')
  characters.forEach((character, index) => {
    const hidden = unseen.test(character) || (character === ' ' && (index < first || index > last))
    const previous = parts.at(-1)
    if (hidden) parts.push(...escapeAfter(previous, character, parts))
    else if (previous?.kind === 'plain') parts[parts.length - 1] = { kind: 'plain', text: previous.text + character }
    else parts.push({ kind: 'plain', text: character })
  })
  return parts
}

/** A run of one character is told once, with its number: forty overrides must not fill a table. */
function escapeAfter(previous: TextPart | undefined, character: string, parts: TextPart[]): TextPart[] {
  const token = tokenOf(character)
  if (previous?.kind === 'escape' && previous.token === token) {
    parts.pop()
    return [{ ...previous, text: previous.text + character, count: previous.count + 1 }]
  }
  return [{ kind: 'escape', text: character, count: 1, token, name: nameOf(character) }]
}

function tokenOf(character: string): string {
  return `U+${codePointOf(character).toString(16).toUpperCase().padStart(4, '0')}`
}

function nameOf(character: string): string {
  const known = names[codePointOf(character)]
  if (known !== undefined) return known
  if (/\p{Cc}/u.test(character)) return 'CONTROL CHARACTER'
  if (/\p{Cs}/u.test(character)) return 'LONE SURROGATE'
  if (/\p{Co}/u.test(character)) return 'PRIVATE USE CHARACTER'
  if (/\p{Cn}/u.test(character)) return 'UNASSIGNED CHARACTER'
  if (/\p{Zs}/u.test(character)) return 'UNUSUAL SPACE'
  return 'INVISIBLE CHARACTER'
}

function codePointOf(character: string): number {
  return character.codePointAt(0) ?? 0
}

/** What most names are; files spell a million of them. */
const plainText = /^(?:[!-~](?:[ -~]*[!-~])?)?$/

/** The whole text on one line with its hidden characters spelled out in brackets: for titles and accessible names. */
export function spellText(text: string): string {
  if (plainText.test(text)) return text
  return revealText(text)
    .map((part) => {
      if (part.kind === 'plain') return part.text
      return part.count === 1 ? `[${part.token}]` : `[${part.token} × ${String(part.count)}]`
    })
    .join('')
}

/** Whether anything in the text has to be spelled out. */
export function hidesCharacters(text: string): boolean {
  return revealText(text).some((part) => part.kind === 'escape')
}

/**
 * Splits a text so that its end always stays visible: `tail` is the last `keep` characters (a cluster that the reader
 * sees as one is never torn), `head` may be cut by an ellipsis. Names differ at their ends (`-07`, `-08`).
 */
export function cutMiddle(text: string, keep = 11): { readonly head: string; readonly tail: string } {
  const clusters = Array.from(segmenter.segment(text), (segment) => segment.segment)
  if (clusters.length <= keep * 2) return { head: text, tail: '' }
  const tail = clusters.slice(-keep).join('')
  return { head: text.slice(0, text.length - tail.length), tail }
}

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' })
