import 'server-only'
import type { Redactor } from './exchange.ts'

const maxTextCharacters = 500
const maxAddressCharacters = 2048

/** A vendor's sentence: redacted, on one line, bounded. What it says is shown as said; hidden characters are the page's matter. */
export function vendorText(text: string, redact: Redactor): string {
  const oneLine = redact(text)
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
  return oneLine.length > maxTextCharacters ? `${oneLine.slice(0, maxTextCharacters)}…` : oneLine
}

/** Recommend becomes a link: https alone, since `javascript:` would be one too. Null where it is none. */
export function vendorAddress(text: string | null, redact: Redactor): string | null {
  if (text === null || text.length > maxAddressCharacters || !URL.canParse(redact(text))) return null
  const url = new URL(redact(text))
  return url.protocol === 'https:' ? url.href : null
}
