import 'server-only'
import { inertJson } from '#lib/audit/server/record-bytes.ts'
import { spellText } from '#lib/core/text.ts'
import type { ExportedCertificate } from './exported.ts'
import { partialWords, type ExportForm } from './form.ts'

/** So many certificates without a PEM are named in the trailer; beside each place where one is missing it is said anyway. */
const MOST_NAMED = 1_000

/**
 * PEM blocks (RFC 7468) with comments before each; readers pass over lines outside of the blocks. A certificate that has
 * no PEM (the vendor gives none while PENDING) stands there as comments alone, and is counted in the trailer.
 */
export function pemForm(): ExportForm {
  const without: string[] = []
  let lacking = 0
  return {
    head: (facts) => `# Rescind, certificates as PEM\n${commentOf('', inertJson(facts))}`,
    certificate: (certificate) => {
      const block = blockIn(certificate.pem)
      if (block === null) {
        lacking += 1
        if (without.length < MOST_NAMED) without.push(certificate.identifier)
      }
      return `\n${commentsOn(certificate)}${block ?? '# Without a PEM\n'}`
    },
    lacks: () => ({
      withoutPem: { count: lacking, identifiers: [...without], areAllNamed: lacking === without.length },
    }),
    // One line, however long: no dashes stand together in it.
    trailer: (signed) => `# ${signed}\n`,
    partial: (rows) => `# ${partialWords(rows)}\n`,
  }
}

function commentsOn({ subject, identifier, serialNumber, status }: ExportedCertificate): string {
  return [
    commentOf('Subject: ', subject),
    commentOf('Identifier: ', identifier),
    commentOf('Serial number: ', serialNumber),
    commentOf('Status: ', status),
  ].join('')
}

/** OpenSSL reads lines in pieces of 254 bytes and takes each for a line; a character has up to 4. */
const LINE_CHARACTERS = 60

/** Text as comment lines, out of which it cannot come: no line of it is long, and no five dashes stand together. */
function commentOf(label: string, text: string): string {
  const characters = Array.from(label + withoutDashes(spellText(text)))
  const lines: string[] = []
  for (let at = 0; at === 0 || at < characters.length; at += LINE_CHARACTERS) {
    lines.push(`#${at === 0 ? ' ' : '   '}${characters.slice(at, at + LINE_CHARACTERS).join('')}\n`)
  }
  return lines.join('')
}

/** Some readers look for the boundary of a block anywhere in a line. */
function withoutDashes(text: string): string {
  return text.replaceAll(/-{5,}/g, (dashes) => `[U+002D × ${String(dashes.length)}]`)
}

const BLOCK = /^-----BEGIN CERTIFICATE-----\n((?:[A-Za-z0-9+/=]+\n)+)-----END CERTIFICATE-----$/

/** The one block that the text is, its lines ended alike; null where it is anything else. */
function blockIn(pem: string | null): string | null {
  const text = pem?.trim().replaceAll(/\s*[\r\n]\s*/g, '\n') ?? ''
  return BLOCK.test(text) ? `${text}\n` : null
}
