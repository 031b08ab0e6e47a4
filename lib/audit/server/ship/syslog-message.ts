import 'server-only'
import type { ShippedLine } from './destination.ts'

/** Facility 13 (log audit), severity 6 (informational): RFC 5424, 6.2.1. */
const PRIORITY = 13 * 8 + 6
const VERSION = 1
const APP_NAME = 'rescind'
/**
 * An identifier of structured data needs somebody's enterprise number (RFC 5424, 6.3.2). This project has none: it is
 * the one that RFC 5612 keeps for documentation.
 */
const SD_ID = 'rescind@32473'
/** What says that the text is UTF-8 (6.4). */
const BOM = '\uFEFF'
const NONE = '-'

/**
 * One line of the audit as a frame of RFC 6587, 3.4.1 (octet counting), which RFC 5425 uses too: a message of RFC 5424
 * whose text is the line, and whose structured data say where it belongs even when a receiver cuts the text short.
 */
export function syslogFrame(line: ShippedLine, machine: string): Buffer {
  const time = new Date(line.at).toISOString()
  const data = structuredData({ kind: line.kind, sequence: String(line.sequence), hash: line.hash })
  const messageId = printable(line.action ?? line.kind, 32)
  const header = `<${PRIORITY}>${VERSION} ${time} ${printable(machine, 255)} ${APP_NAME} ${NONE} ${messageId}`
  const message = Buffer.from(`${header} ${data} ${BOM}${line.text.trimEnd()}`)
  return Buffer.concat([Buffer.from(`${message.length} `), message])
}

function structuredData(parameters: Readonly<Record<string, string>>): string {
  const written = Object.entries(parameters).map(([name, value]) => ` ${name}="${escaped(value)}"`)
  return `[${SD_ID}${written.join('')}]`
}

/** RFC 5424, 6.3.3. */
function escaped(value: string): string {
  return value.replaceAll(/["\\\]]/g, (sign) => `\\${sign}`)
}

/** PRINTUSASCII of a length, or the nil value. */
function printable(text: string, length: number): string {
  return text.replaceAll(/[^\x21-\x7e]/g, '').slice(0, length) || NONE
}
